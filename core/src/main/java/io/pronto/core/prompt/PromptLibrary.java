package io.pronto.core.prompt;

import io.pronto.core.Outage;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Remembered;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.sound.Sound;
import java.util.Optional;

/**
 * What calls need to know of prompts: read once and kept until the database says that something has
 * changed, but for the sound itself. Blocks while something is read.
 */
public final class PromptLibrary {
  private final PromptStore store;
  private final Outage outage = new Outage();
  private final Remembered<OrganisationId, VoiceChoices> choices;
  private final Remembered<Key, Optional<StoredPrompt>> prompts;

  private record Key(OrganisationId organisation, String prompt) {}

  /**
   * One version of a prompt, as it is heard in one language.
   *
   * @param sha256 of its samples
   */
  public record Version(
      OrganisationId organisation, String prompt, String language, String sha256) {
    @Override
    public String toString() {
      return prompt + ' ' + language;
    }
  }

  /** Reads from {@code database}, with the keys that open the sounds. */
  public PromptLibrary(Database database, OrganisationKeys keys) {
    store = new PromptStore(database, keys);
    var voices = new VoiceChoicesStore(database);
    choices = new Remembered<>(voices::find, outage);
    prompts = new Remembered<>(key -> store.find(key.organisation(), key.prompt()), outage);
    database.onNotice("directory", this::changed);
  }

  /** What {@code organisation} has its callers hear. */
  public VoiceChoices choices(OrganisationId organisation) {
    return choices.get(organisation);
  }

  /** What is heard of {@code prompt} by whom {@code language} is the language of. */
  public Optional<Version> heardIn(OrganisationId organisation, String prompt, String language) {
    return prompts
        .get(new Key(organisation, prompt))
        .flatMap(known -> known.heardIn(language))
        .map(sound -> new Version(organisation, prompt, sound.language(), sound.sha256()));
  }

  /** The sound of {@code version}; empty when it has been replaced or deleted meanwhile. */
  public Optional<Sound> sound(Version version) {
    return store
        .sound(version.organisation(), version.prompt(), version.language())
        .filter(sound -> sound.fingerprint().equals(version.sha256()));
  }

  private void changed() {
    outage.end();
    choices.doubt();
    prompts.doubt();
  }
}
