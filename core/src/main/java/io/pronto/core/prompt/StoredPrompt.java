package io.pronto.core.prompt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that an organisation has its callers hear.
 *
 * @param language in which it is heard where it is not kept in the one wanted; ISO 639-1
 * @param sounds what is kept of it, one for each language, in the order of these
 */
public record StoredPrompt(
    String id, String name, String language, List<PromptSound> sounds, Instant createdAt) {
  /** Copies the list. */
  public StoredPrompt {
    sounds = List.copyOf(sounds);
  }

  /**
   * What is heard of it by whom {@code wanted} is the language of; empty while there is nothing.
   */
  public Optional<PromptSound> heardIn(String wanted) {
    return in(wanted).or(() -> in(language)).or(() -> sounds.stream().findFirst());
  }

  /** What is kept of it in {@code wanted}. */
  public Optional<PromptSound> in(String wanted) {
    return sounds.stream().filter(sound -> sound.language().equals(wanted)).findFirst();
  }
}
