package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.carrier.TrunkNumbers;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.Presentation;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a carrier shows who calls.
 *
 * @param number as shown, or what stands in its place; empty when it is not shown
 * @param name as shown; empty when none is
 * @param known the number that the carrier vouches for, shown or not; empty when for none
 */
record Showing(String number, String name, Presentation presentation, String known) {
  private static final Pattern INTERNATIONAL = Pattern.compile("[1-9]\\d{7,14}");
  private static final Pattern DIGITS = Pattern.compile("\\+?\\d+");

  /** What gateways write where a number was not to be had (3GPP TS 29.163, section 7.2.3). */
  private static final Set<String> NOTHING = Set.of("", "unavailable", "unknown", "no-number");

  private static final Set<String> CONCEALED = Set.of("anonymous", "restricted");

  /** The carrier has looked into the number, and nobody vouches for it (ATIS-1000074, verstat). */
  private static final Pattern UNVERIFIED =
      Pattern.compile("verstat=(TN-Validation-Failed|No-TN-Validation)", Pattern.CASE_INSENSITIVE);

  /**
   * Reads an INVITE from a carrier. A caller who hides says so, in Privacy (RFC 3323, RFC 3325) or
   * by an anonymous From beside the number that its network asserts. Where From is anonymous,
   * nobody has asked for it and no number is asserted, or one that failed its verification, a
   * network has taken the number away.
   *
   * @param numbers how the carrier writes them
   */
  static Showing of(SIPRequest invite, TrunkNumbers numbers) {
    var from = Identity.from(invite);
    var asserted = Identity.asserted(invite).filter(identity -> !isNothing(identity.user()));
    var shown = asserted.orElse(from);
    boolean concealed =
        CONCEALED.contains(lower(from.user())) || from.host().equals("anonymous.invalid");
    if (Identity.asksPrivacy(invite) || concealed) {
      var known =
          known(asserted.or(() -> concealed ? Optional.empty() : Optional.of(from)), numbers);
      boolean wanted = Identity.asksPrivacy(invite) || !known.isEmpty();
      boolean hidden = wanted && !isUnverified(invite);
      return new Showing("", "", hidden ? Presentation.HIDDEN : Presentation.MASKED, known);
    }
    if (isNothing(shown.user())) {
      return new Showing("", shown.name(), Presentation.MISSING, "");
    }
    var number = number(shown.user(), numbers);
    return new Showing(number, shown.name(), Presentation.SHOWN, number);
  }

  private static String known(Optional<Identity> identity, TrunkNumbers numbers) {
    return identity
        .map(Identity::user)
        .filter(user -> DIGITS.matcher(user).matches())
        .map(user -> number(user, numbers))
        .orElse("");
  }

  private static boolean isUnverified(SIPRequest invite) {
    var asserted = invite.getHeader("P-Asserted-Identity");
    return UNVERIFIED.matcher(invite.getFrom().toString()).find()
        || asserted != null && UNVERIFIED.matcher(asserted.toString()).find();
  }

  private static boolean isNothing(String user) {
    return NOTHING.contains(lower(user));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Carriers write numbers in international form, with or without the plus. */
  static String number(String user) {
    return INTERNATIONAL.matcher(user).matches() ? '+' + user : user;
  }

  /** As a number where it is one in the carrier's writing, else as it came. */
  private static String number(String user, TrunkNumbers numbers) {
    return numbers.inbound(user).map(E164::value).orElse(user);
  }
}
