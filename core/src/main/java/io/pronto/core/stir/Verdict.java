package io.pronto.core.stir;

import io.pronto.core.call.CallerIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of who calls.
 *
 * @param attestation what the network where the call began vouches for, if it was verified
 * @param originId its name for the caller or the way in, for traces
 * @param signer the service provider code, or else the name, in the certificate
 * @param diversions the numbers by which the call was diverted as signatures tell, the first first
 * @param fault why it was not verified
 * @param detail that in words
 */
public record Verdict(
    Outcome outcome,
    Optional<Attestation> attestation,
    Optional<String> originId,
    Optional<String> signer,
    List<String> diversions,
    Optional<Fault> fault,
    String detail) {
  /** Nobody has asked: such as for what a trunk does not bring. */
  public static final Verdict UNASKED =
      new Verdict(
          Outcome.NOT_VERIFIED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          "");

  /** How it ended. */
  public enum Outcome {
    /** The signature is good and says this call. */
    VERIFIED,
    /** It could not be told: no signature, or no certificate in time. */
    NOT_VERIFIED,
    /** What was said is not true, or not by whom it seems. */
    FAILED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  public Verdict {
    diversions = List.copyOf(diversions);
  }

  /** What is known when nothing is proved. */
  public static Verdict refused(PassportRefused refused) {
    var outcome =
        switch (refused.fault()) {
          case MISSING, NO_CERTIFICATE -> Outcome.NOT_VERIFIED;
          case NOT_TRUSTED, MALFORMED, FORGED, OTHER_CALLER, OTHER_NUMBER, REPLAYED, STALE ->
              Outcome.FAILED;
        };
    return new Verdict(
        outcome,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(refused.fault()),
        refused.getMessage());
  }

  /**
   * What a phone is told beside the number, as its {@code verstat} (ATIS-1000074, section 5.3.2).
   * Only who is vouched for in full is shown as verified: B and C say nothing of the number.
   */
  public String verstat() {
    return switch (outcome) {
      case VERIFIED ->
          attestation.filter(level -> level == Attestation.A).isPresent()
              ? "TN-Validation-Passed"
              : "No-TN-Validation";
      case NOT_VERIFIED -> "No-TN-Validation";
      case FAILED -> "TN-Validation-Failed";
    };
  }

  /** As a call's record has it. */
  public CallerIdentity recorded() {
    return new CallerIdentity(
        outcome.code(), attestation.map(Enum::name), originId, signer, fault.map(Fault::code));
  }
}
