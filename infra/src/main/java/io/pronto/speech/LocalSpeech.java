package io.pronto.speech;

import io.pronto.core.transcript.NoSpeechModel;
import io.pronto.core.transcript.SpeechToText;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.media.speech.SpeechEngine;
import io.pronto.media.speech.Word;
import io.pronto.media.speech.model.InstalledModel;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.NoModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Speech to text by the media module's engine: nothing that is said leaves the machine. */
public final class LocalSpeech implements SpeechToText {
  private final SpeechEngine engine;
  private final Models models;

  /** Decodes with {@code engine}, whose models are {@code models}. */
  public LocalSpeech(SpeechEngine engine, Models models) {
    this.engine = engine;
    this.models = models;
  }

  @Override
  public Set<String> languages() {
    return models.list().stream().map(InstalledModel::language).collect(Collectors.toSet());
  }

  @Override
  public List<SpokenWord> transcribe(String transcriptId, String language, InputStream pcm)
      throws IOException, NoSpeechModel {
    try {
      return engine.transcribe(transcriptId, language, pcm).stream()
          .map(LocalSpeech::spoken)
          .toList();
    } catch (NoModel e) {
      throw new NoSpeechModel(e.getMessage());
    }
  }

  private static SpokenWord spoken(Word word) {
    return new SpokenWord(word.text(), word.start(), word.end(), word.confidence());
  }
}
