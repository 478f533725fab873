package io.pronto.sip.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.Announcement;
import io.pronto.core.prompt.PromptLibrary;
import io.pronto.core.prompt.VoiceChoices;
import io.pronto.core.rules.Presentation;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.media.Prompt;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said and played to the parties of an organisation's calls: its own prompts where it has
 * chosen some, else, or where these cannot be read, what ships with the product. What was heard
 * last is kept ready. Blocks while something is read.
 */
final class Voices {
  private static final Logger LOG = LoggerFactory.getLogger(Voices.class);
  private static final long MOST_BYTES = 64L << 20;

  /** A sample at 16 kHz, and half of one in each law. */
  private static final int BYTES_PER_SAMPLE = 3;

  /** In which whoever has heard the notice may press the key that refuses. */
  private static final Duration TO_REFUSE = Duration.ofSeconds(2);

  private final PromptLibrary library;
  private final Cache<Heard, Prompt> ready =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Heard _, Prompt prompt) -> weight(prompt))
          .build();

  private record Heard(PromptLibrary.Version version, Duration pause) {}

  Voices(PromptLibrary library) {
    this.library = library;
  }

  /** That the call is recorded, in {@code language} (ISO 639-1). */
  Prompt recordingNotice(OrganisationId organisation, String language) {
    return said(
        Optional.of(organisation),
        Announcement.RECORDING_NOTICE,
        language,
        () -> Prompt.recordingNotice(language));
  }

  /** The same, that tells how to refuse, and leaves time for it. */
  Prompt refusableNotice(OrganisationId organisation, String language) {
    return said(
        Optional.of(organisation),
        Announcement.REFUSABLE_NOTICE,
        language,
        () -> Prompt.refusableNotice(language));
  }

  /** That the call is not recorded. */
  Prompt notRecorded(OrganisationId organisation, String language) {
    return said(
        Optional.of(organisation),
        Announcement.NOT_RECORDED,
        language,
        () -> Prompt.notRecorded(language));
  }

  /** Why a call is not taken that shows no number. */
  Prompt anonymousRefused(
      Optional<OrganisationId> organisation, Presentation why, String language) {
    var announcement = Announcement.named("anonymous_" + why.code());
    return said(
        announcement.isPresent() ? organisation : Optional.empty(),
        announcement.orElse(Announcement.ANONYMOUS_MISSING),
        language,
        () -> Prompt.anonymousRefused(why.code(), language));
  }

  /** Asks for the code that lets a caller through. */
  Prompt askForCode(Optional<OrganisationId> organisation, String language) {
    return said(
        organisation, Announcement.ASK_FOR_CODE, language, () -> Prompt.askForCode(language));
  }

  /** Says that the code was wrong. */
  Prompt wrongCode(Optional<OrganisationId> organisation, String language) {
    return said(organisation, Announcement.WRONG_CODE, language, () -> Prompt.wrongCode(language));
  }

  /** Whether whoever is on hold hears music of ours where the phone that holds sends none. */
  boolean playsOnHold(Optional<OrganisationId> organisation) {
    return choices(organisation).hold() == VoiceChoices.Hold.SERVER;
  }

  /**
   * The music for whoever is on hold.
   *
   * @param number of the organisation, by which or to which is called
   */
  Prompt holdMusic(Optional<OrganisationId> organisation, Optional<E164> number, String language) {
    return choices(organisation)
        .musicOf(number)
        .flatMap(prompt -> heard(organisation.orElseThrow(), prompt, language, Duration.ZERO))
        .orElseGet(Prompt::holdMusic);
  }

  private Prompt said(
      Optional<OrganisationId> organisation,
      Announcement announcement,
      String language,
      Supplier<Prompt> shipped) {
    var pause = announcement == Announcement.REFUSABLE_NOTICE ? TO_REFUSE : Duration.ZERO;
    return Optional.ofNullable(choices(organisation).announcements().get(announcement))
        .flatMap(prompt -> heard(organisation.orElseThrow(), prompt, language, pause))
        .orElseGet(shipped);
  }

  private VoiceChoices choices(Optional<OrganisationId> organisation) {
    try {
      return organisation.map(library::choices).orElse(VoiceChoices.USUAL);
    } catch (DatabaseUnavailable away) {
      return VoiceChoices.USUAL;
    }
  }

  private Optional<Prompt> heard(
      OrganisationId organisation, String prompt, String language, Duration pause) {
    try {
      return library
          .heardIn(organisation, prompt, language)
          .flatMap(version -> ready(new Heard(version, pause)));
    } catch (DatabaseUnavailable | BrokenSeal | WrongMasterKey e) {
      LOG.atWarn()
          .addKeyValue("org", organisation)
          .log("{} cannot be read, and ours is heard instead: {}", prompt, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Prompt> ready(Heard wanted) {
    var known = Optional.ofNullable(ready.getIfPresent(wanted));
    if (known.isPresent()) {
      return known;
    }
    var version = wanted.version();
    var read =
        library
            .sound(version)
            .map(sound -> Prompt.wideband(version.toString(), sound.samples(), wanted.pause()));
    read.ifPresent(prompt -> ready.put(wanted, prompt));
    return read;
  }

  private static int weight(Prompt prompt) {
    return BYTES_PER_SAMPLE * prompt.wide().map(samples -> samples.length).orElse(0);
  }
}
