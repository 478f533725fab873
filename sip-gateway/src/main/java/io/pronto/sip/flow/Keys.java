package io.pronto.sip.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pronto.media.MediaEvent;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.LegEvent;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that a party presses, however they come: in its sound, or in an INFO with a body of type
 * {@code application/dtmf-relay} or {@code application/dtmf}, which many a phone sends though no
 * RFC has it.
 */
final class Keys {
  private static final Pattern SIGNAL =
      Pattern.compile("(?im)^\\s*Signal\\s*=\\s*([0-9*#A-D]|1[0-5])\\s*$");
  private static final Pattern KEY = Pattern.compile("\\s*([0-9*#A-D]|1[0-5])\\s*");
  private static final String NUMBERED = "0123456789*#ABCD";

  private Keys() {}

  /** The key that {@code leg}'s party has pressed, if {@code event} is that. */
  static Optional<Character> pressed(CallLeg leg, LegEvent event) {
    if (event instanceof LegEvent.Media(MediaEvent.KeyPressed(var endpoint, var key))) {
      return Optional.of(key).filter(_ -> leg.hasMedia() && leg.media().endpoint() == endpoint);
    }
    return event instanceof LegEvent.Info(var from, var type, var body) && from == leg
        ? read(type, new String(body, US_ASCII))
        : Optional.empty();
  }

  private static Optional<Character> read(String type, String body) {
    var found =
        switch (type) {
          case "application/dtmf-relay" -> SIGNAL.matcher(body).results().findFirst();
          case "application/dtmf" ->
              Optional.of(KEY.matcher(body)).filter(Matcher::matches).map(Matcher::toMatchResult);
          default -> Optional.<MatchResult>empty();
        };
    return found.map(match -> match.group(1).toUpperCase(Locale.ROOT)).map(Keys::key);
  }

  /** Some number the keys as RFC 4733 does, some write them. */
  private static char key(String text) {
    return text.length() == 1 ? text.charAt(0) : NUMBERED.charAt(Integer.parseInt(text));
  }
}
