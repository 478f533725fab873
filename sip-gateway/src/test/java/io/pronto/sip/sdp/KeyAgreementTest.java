package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyAgreementTest {
  private static final SrtpKey LONG = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  private static final SrtpKey OTHER = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  private static final SrtpKey SHORT = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_32);

  private final KeyAgreement agreement = new KeyAgreement();

  @Test
  void theBestOfTheOfferedProfilesIsTakenAndAnsweredUnderItsTag() {
    var answer =
        agreement.answer(demanded(new Crypto(3, SHORT), new Crypto(5, LONG), new Crypto(6, OTHER)));

    assertThat(answer.encryption()).isEqualTo(Encryption.DEMANDED);
    assertThat(answer.keys()).singleElement().extracting(Crypto::tag).isEqualTo(5);
    var keys = agreement.keys().orElseThrow();
    assertThat(keys.theirs()).isEqualTo(LONG);
    assertThat(keys.ours()).isEqualTo(answer.keys().getFirst().key()).isNotEqualTo(LONG);
  }

  @Test
  void theSameKeyAgainChangesNothing() {
    agreement.answer(demanded(new Crypto(1, LONG)));
    var before = agreement.keys();

    var answer = agreement.answer(demanded(new Crypto(2, LONG)));

    assertThat(agreement.keys()).isEqualTo(before);
    assertThat(answer.keys().getFirst().tag()).isEqualTo(2);
  }

  @Test
  void aNewKeyIsAnsweredWithANewOne() {
    agreement.answer(demanded(new Crypto(1, LONG)));
    var before = agreement.keys().orElseThrow();

    agreement.answer(demanded(new Crypto(1, OTHER)));

    var after = agreement.keys().orElseThrow();
    assertThat(after.theirs()).isEqualTo(OTHER);
    assertThat(after.ours()).isNotEqualTo(before.ours());
  }

  @Test
  void aKeyIsNotUsedAgainAfterPlainSound() {
    agreement.answer(demanded(new Crypto(1, LONG)));
    var before = agreement.keys().orElseThrow();
    agreement.answer(Protection.PLAIN);
    assertThat(agreement.keys()).isEmpty();

    agreement.answer(demanded(new Crypto(1, LONG)));

    assertThat(agreement.keys().orElseThrow().ours()).isNotEqualTo(before.ours());
  }

  @Test
  void anOfferHasAKeyForEachProfileAndTheAnswerTakesOne() throws NotAcceptable {
    var offer = agreement.offer(Encryption.DEMANDED);
    assertThat(offer.keys())
        .extracting(c -> c.key().profile())
        .containsExactly(SrtpProfile.values());

    agreement.answered(demanded(new Crypto(2, SHORT)));

    assertThat(agreement.keys()).contains(new SrtpKeys(offer.keys().get(1).key(), SHORT));
  }

  @Test
  void aLaterOfferRepeatsTheKeyThatIsSpoken() throws NotAcceptable {
    var offer = agreement.offer(Encryption.OFFERED);
    agreement.answered(new Protection(Encryption.OFFERED, List.of(new Crypto(1, LONG))));

    var again = agreement.offerAgain();
    agreement.answered(demanded(new Crypto(1, OTHER)));

    assertThat(again.keys()).containsExactly(offer.keys().getFirst());
    assertThat(agreement.keys()).contains(new SrtpKeys(offer.keys().getFirst().key(), OTHER));
  }

  @Test
  void whoDoesNotTakeWhatIsWelcomeSpeaksPlainly() throws NotAcceptable {
    agreement.offer(Encryption.OFFERED);

    agreement.answered(Protection.PLAIN);

    assertThat(agreement.keys()).isEmpty();
    assertThat(agreement.offerAgain()).isEqualTo(Protection.PLAIN);
  }

  @Test
  void whoDoesNotTakeWhatIsDemandedIsNotSpokenTo() {
    agreement.offer(Encryption.DEMANDED);

    assertThatThrownBy(() -> agreement.answered(Protection.PLAIN))
        .isInstanceOf(NotAcceptable.class);
    assertThatThrownBy(() -> agreement.answered(demanded(new Crypto(2, LONG))))
        .as("the profile of another tag")
        .isInstanceOf(NotAcceptable.class);
    assertThatThrownBy(() -> agreement.answered(demanded(new Crypto(9, LONG))))
        .isInstanceOf(NotAcceptable.class);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatNobodyAskedForIsNotTaken(SrtpProfile profile) throws NotAcceptable {
    agreement.offer(Encryption.NONE);

    agreement.answered(demanded(new Crypto(1, SrtpKey.next(profile))));

    assertThat(agreement.keys()).isEmpty();
  }

  private static Protection demanded(Crypto... keys) {
    return new Protection(Encryption.DEMANDED, List.of(keys));
  }
}
