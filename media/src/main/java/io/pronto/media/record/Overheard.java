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
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("Who listens to a recording met a fault and hears no more");
      end();
    }
    return kept.keep(sound, offset, length);
  }

  /** Nothing more will be heard; who listens is told so once. */
  void end() {
    var over = listener;
    listener = SoundListener.NOBODY;
    try {
      over.ended();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("Who listened to a recording met a fault at its end");
    }
  }
}
