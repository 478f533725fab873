package io.pronto.core.prompt;

import io.pronto.core.numbering.E164;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an organisation has its callers hear in place of what ships with the product.
 *
 * @param hold whose music is heard on hold
 * @param music the prompt that is heard then; empty: what ships
 * @param musicOfNumbers the same for calls of single numbers
 * @param announcements the prompts that are heard for announcements
 */
public record VoiceChoices(
    Hold hold,
    Optional<String> music,
    Map<E164, String> musicOfNumbers,
    Map<Announcement, String> announcements) {
  /** What holds where nobody has chosen. */
  public static final VoiceChoices USUAL =
      new VoiceChoices(Hold.SERVER, Optional.empty(), Map.of(), Map.of());

  /** Whose music whoever is on hold hears. */
  public enum Hold {
    /** The server's, as long as the telephone that holds sends none of its own. */
    SERVER,
    /** What the telephone that holds sends, and nothing where that is nothing. */
    PHONE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Hold of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Copies the maps. */
  public VoiceChoices {
    musicOfNumbers = Map.copyOf(musicOfNumbers);
    announcements = Map.copyOf(announcements);
  }

  /** The prompt that is heard on hold in a call of {@code number}; empty: what ships. */
  public Optional<String> musicOf(Optional<E164> number) {
    return number.map(musicOfNumbers::get).or(() -> music);
  }
}
