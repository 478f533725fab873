package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.numbering.E164;
import io.pronto.core.prompt.Announcement;
import io.pronto.core.prompt.StoredPrompt;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An organisation says by prompts of its own what the product would say by itself. */
class OwnAnnouncementsTest extends Telephony {
  private static final int OWN = 700;

  private final TestPhone carrier = exchange.carrier("127.0.0.19");
  private final OwnVoices own = new OwnVoices(exchange, town);
  private E164 number;

  @BeforeEach
  void isRecorded() {
    town.trunk("127.0.0.19", carrier.address().getPort());
    number = town.number(bob, "all", true);
  }

  @ParameterizedTest
  @EnumSource(names = {"PCMA", "G722", "OPUS"})
  void bothHearTheNoticeOfTheOrganisationAndItIsTheEvidence(Codec codec) {
    var prompt = own.tone(OWN, 2_000);
    own.announce(Announcement.RECORDING_NOTICE, prompt);
    carrier.speaking(codec);
    var bobs = exchange.phone(bob.credentials());
    bobs.speaking(codec);

    var both = Conversation.between(carrier, bobs, number.value());

    HoldMusicTest.awaitTone(both.caller(), OWN);
    HoldMusicTest.awaitTone(both.called(), OWN);
    hearEachOther(both);
    both.end();
    var notice = notice(exchange.record().recordings().getFirst());
    assertThat(notice.getString("sha256")).isEqualTo(fingerprint(prompt));
    assertThat(notice.getString("prompt")).contains(prompt.id());
  }

  @Test
  void theKeyRefusesAfterANoticeOfTheOrganisationToo() {
    new Rules(town).refusable(number);
    var prompt = own.tone(OWN, 600);
    own.announce(Announcement.REFUSABLE_NOTICE, prompt);
    var both = Conversation.between(carrier, exchange.phone(bob.credentials()), number.value());

    both.caller().awaitHeard(1_000); // the notice is over, and the time to refuse is not
    both.caller().press("9");
    hearEachOther(both);
    both.end();

    var entry = exchange.record().recordings().getFirst();
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("refused");
    assertThat(notice(entry).getString("refused_by")).isEqualTo("caller");
    assertThat(notice(entry).getString("sha256")).isEqualTo(fingerprint(prompt));
  }

  @Test
  void whoIsNotTakenIsToldWhyInTheWordsOfTheOrganisation() {
    own.announce(Announcement.ANONYMOUS_HIDDEN, own.tone(OWN, 1_000));
    new Rules(town).refuse(number, "hidden");

    var call =
        carrier.call(
            Invite.to(number.value())
                .from("anonymous@anonymous.invalid")
                .with("Privacy", "id")
                .with("P-Asserted-Identity", "<sip:+33612345678@example.com>"));
    call.awaitRefused();

    assertThat(call.heard().share(OWN)).isGreaterThan(0.8);
    exchange.record();
  }

  /** Once what is said by us is over. */
  private static void hearEachOther(Conversation both) {
    both.caller().say(Sound.tone(440, 20_000));
    both.called().say(Sound.tone(1_000, 20_000));
    HoldMusicTest.awaitTone(both.called(), 440);
    HoldMusicTest.awaitTone(both.caller(), 1_000);
  }

  private static String fingerprint(StoredPrompt prompt) {
    return prompt.sounds().getFirst().sha256();
  }

  private static JsonObject notice(RecordingEntry entry) {
    return new JsonObject(entry.outcome().orElseThrow().manifest()).getJsonObject("notice");
  }
}
