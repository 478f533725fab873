package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import java.util.List;
import java.util.Locale;

/** What one party said, and the numbers in it. */
final class Speech {
  private final Party party;
  private final List<Token> tokens;
  private final List<Run> runs;
  private final Readings readings;
  private final Tongue tongue;

  Speech(Party party, List<SpokenWord> words, Tongue tongue) {
    this.party = party;
    this.tongue = tongue;
    this.tokens = Token.of(words, tongue);
    this.runs = Run.of(tokens, tongue);
    this.readings = new Readings(tokens, tongue);
  }

  List<Token> tokens() {
    return tokens;
  }

  List<Run> runs() {
    return runs;
  }

  Readings readings() {
    return readings;
  }

  /** Whether the token at {@code at} is of a number. */
  boolean isNumber(int at) {
    return tongue.isNumber(tokens.get(at).text());
  }

  /** Whether it is said in other words too: "un instant", "the other one", "oh okay". */
  boolean mayBeNoNumber(int at) {
    return tongue.units().getOrDefault(tokens.get(at).text(), 2) <= 1;
  }

  /** How many tokens from {@code from} to before {@code to} have no place within a number. */
  int foreign(int from, int to) {
    return (int)
        tokens.subList(from, to).stream()
            .filter(token -> !tongue.isNumber(token.text()))
            .filter(token -> !tongue.small().contains(token.text()))
            .count();
  }

  /** Whether a letter may be said there, or two that begin the name of a country's accounts. */
  boolean mayBeginAccount(int at) {
    var text = tokens.get(at).text();
    return tongue.letters().containsKey(text)
        || Iban.mayBegin(text.substring(0, Math.min(2, text.length())).toUpperCase(Locale.ROOT));
  }

  /** The cheapest readings of all of {@code run}; none when it is longer than any number. */
  List<String> cheapest(Run run) {
    var read = readings.digits(run.from(), run.to()).get(run.to());
    return read == null ? List.of() : read.cheapest();
  }

  /** The words of the tokens from {@code from} to before {@code to}. */
  Found found(Kind kind, int from, int to) {
    return new Found(kind, party, tokens.get(from).word(), tokens.get(to - 1).word() + 1);
  }
}
