package io.pronto.media.record;

import io.pronto.media.SoundListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a listener hear what is kept; whatever befalls the listener, it is kept all the same. */
final class Overheard implements Timeline.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Overheard.class);

  private final Timeline.Sink kept;
  private SoundListener listener;

  Overheard(Timeline.Sink kept, SoundListener listener) {
    this.kept = kept;
    this.listener = listener;
  }

  @Override
  public boolean keep(byte[] sound, int offset, int length) {
    try {
      listener.heard(sound, offset, length);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Who listens to a recording met a fault and hears no more");
      listener = SoundListener.NOBODY;
    }
    return kept.keep(sound, offset, length);
  }

  /** Nothing more will be kept. */
  void end() {
    listener.ended();
  }
}
