package io.pronto.sip.sdp;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line {@code a=crypto} (RFC 4568, section 4): a key with which whoever wrote it protects what
 * it sends.
 *
 * @param tag 0 to 999,999,999: an answer bears that of the line it takes
 * @param identifierBytes the length of the master key identifier in each packet, 0 for none
 */
public record Crypto(int tag, SrtpKey key, int identifierBytes) {
  /** Tag, suite, one key and salt, and perhaps a lifetime and a master key identifier. */
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{1,9})\\s+(\\w{1,40})\\s+(?i:inline):([A-Za-z0-9+/]{40})"
              + "(?:\\|(?:2\\^)?\\d{1,20})?(?:\\|\\d{1,40}:(\\d{1,3}))?((?:\\s+\\S+)*)");

  /** A window size is but a hint, and what begins with a dash may be passed over (section 6.3). */
  private static final Pattern HARMLESS = Pattern.compile("(?i:WSH=\\d{1,9})|-\\S*|KDR=0");

  private static final int LONGEST_IDENTIFIER = 128;
  private static final Pattern KEY = Pattern.compile("(?i)(inline:|ice-pwd:)[^|;\\s]+");

  /** A line of ours. */
  Crypto(int tag, SrtpKey key) {
    this(tag, key, 0);
  }

  /**
   * Reads what follows {@code a=crypto:}; empty for what is not known, or not well formed: others
   * may be there.
   */
  static Optional<Crypto> parse(String value) {
    var line = LINE.matcher(value.strip());
    if (!line.matches() || !areHarmless(line.group(5))) {
      return Optional.empty();
    }
    return SrtpProfile.named(line.group(2)).flatMap(profile -> of(line, profile));
  }

  private static Optional<Crypto> of(Matcher line, SrtpProfile profile) {
    int identifier = line.group(4) == null ? 0 : Integer.parseInt(line.group(4));
    return identifier > LONGEST_IDENTIFIER
        ? Optional.empty()
        : Optional.of(
            new Crypto(
                Integer.parseInt(line.group(1)), new SrtpKey(profile, line.group(3)), identifier));
  }

  private static boolean areHarmless(String parameters) {
    return parameters.isBlank()
        || Pattern.compile("\\s+")
            .splitAsStream(parameters.strip())
            .allMatch(parameter -> HARMLESS.matcher(parameter).matches());
  }

  /** What follows {@code a=crypto:}. */
  String print() {
    return tag + " " + key.profile() + " inline:" + key.material();
  }

  /** {@code text} with every key and password in it left out: for logs. */
  public static String masked(String text) {
    return KEY.matcher(text).replaceAll("$1…");
  }
}
