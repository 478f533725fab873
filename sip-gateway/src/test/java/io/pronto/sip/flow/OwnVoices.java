package io.pronto.sip.flow;

import io.pronto.core.Ground;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.Announcement;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.prompt.StoredPrompt;
import io.pronto.core.prompt.VoiceChoices;
import io.pronto.core.prompt.VoiceChoicesStore;
import io.pronto.core.sound.Sound;
import java.util.Map;
import java.util.Optional;

/** Prompts of a town's own, each a tone, and where they are heard. */
final class OwnVoices {
  private final OrganisationId organisation;
  private final PromptStore prompts;
  private final VoiceChoicesStore choices = new VoiceChoicesStore(Ground.database());

  OwnVoices(Exchange exchange, Town town) {
    organisation = town.organisation();
    prompts = new PromptStore(Ground.database(), exchange.keys());
  }

  /** A prompt of {@code hertz} for {@code millis}. */
  StoredPrompt tone(int hertz, int millis) {
    var samples = new short[Sound.RATE / 1000 * millis];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (4_600 * Math.sin(2 * Math.PI * hertz * i / Sound.RATE));
    }
    return prompts.create(
        organisation,
        hertz + " Hz",
        "fr",
        Optional.of(new PromptStore.Said("fr", new Sound(samples), Optional.empty())));
  }

  /** Whoever is on hold hears {@code music}, and in calls of {@code numbers} others. */
  void onHold(VoiceChoices.Hold hold, StoredPrompt music, Map<E164, String> numbers) {
    choices.change(
        organisation,
        _ -> new VoiceChoices(hold, Optional.of(music.id()), numbers, Map.of()),
        false);
  }

  /** {@code prompt} is heard for {@code announcement}. */
  void announce(Announcement announcement, StoredPrompt prompt) {
    choices.change(
        organisation,
        _ ->
            new VoiceChoices(
                VoiceChoices.Hold.SERVER,
                Optional.empty(),
                Map.of(),
                Map.of(announcement, prompt.id())),
        true);
  }
}
