package io.pronto.core.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** What writes speech down, on this machine; the media module has one. */
public interface SpeechToText {
  /** The languages whose models are installed now, ISO 639-1. */
  Set<String> languages();

  /**
   * Returns the words heard in {@code pcm}, in order. Blocks for as long as it takes; an
   * interrupted thread gives up.
   *
   * @param transcriptId for whom, in gauges and logs
   * @param pcm one party: linear, 16 bits, little-endian, 8 kHz
   * @throws NoSpeechModel if no model of {@code language} is installed
   * @throws IOException if it went wrong; another try may go well
   */
  List<SpokenWord> transcribe(String transcriptId, String language, InputStream pcm)
      throws IOException, NoSpeechModel;
}
