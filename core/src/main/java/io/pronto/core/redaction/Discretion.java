package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What may be shown of the words of one call as they are said: nobody knows yet how a number goes
 * on, so that four digits or more in a row, be they said in one go or in pieces, are none that
 * anybody should read; and of what is said after a word that asks for a security code, not two. The
 * transcript has those that turn out to be no card number. Any thread may call it.
 */
public final class Discretion {
  private static final int DIGITS = 4;
  private static final int DIGITS_OF_CODE = 2;
  private static final String MASK = "[…]";
  private static final long NEVER = Long.MIN_VALUE / 2;

  private final Tongue tongue;
  private final Map<Party, Trail> trails = new EnumMap<>(Party.class);
  private long codeAsked = NEVER;
  private long latest;

  /**
   * The number that a party was saying last.
   *
   * @param digits how many there have been
   * @param end when the last was said, in milliseconds
   * @param foreign words since then that have no place in a number
   */
  private record Trail(int digits, long end, int foreign) {
    static final Trail NONE = new Trail(0, NEVER, 0);

    /** Whether what follows after so long, and so many other words, may be a part of it. */
    boolean goesOn(long gap, int others) {
      return digits > 0
          && gap <= Run.BREATH
          && (others == 0 || digits >= DIGITS && others <= Pieces.MOST_FOREIGN);
    }
  }

  private record Shown(List<SpokenWord> words, Trail trail) {}

  /** For a call of which nothing was said yet, in {@code language}, ISO 639-1. */
  public Discretion(String language) {
    tongue = Tongue.of(language);
  }

  /** What is to be shown of {@code words}, which are what {@code party} has said next. */
  public synchronized List<SpokenWord> said(Party party, List<SpokenWord> words) {
    if (words.isEmpty()) {
      return words;
    }
    latest = Math.max(latest, words.getLast().end().toMillis());
    var speech = new Speech(party, words, tongue);
    var shown = shown(party, words, speech, true);
    trails.put(party, shown.trail);
    for (var asked : Asked.in(speech.tokens(), tongue)) {
      codeAsked = asked.kind() == Kind.CODE ? Math.max(codeAsked, asked.at()) : codeAsked;
    }
    return shown.words;
  }

  /** The same of what {@code party} seems to say next, of which no times are known yet. */
  public synchronized String guessed(Party party, String text) {
    var words = new ArrayList<SpokenWord>();
    for (var word : text.split("\\s+")) {
      words.add(new SpokenWord(word, Duration.ZERO, Duration.ZERO, 1));
    }
    var shown = shown(party, words, new Speech(party, words, tongue), false);
    return String.join(" ", shown.words.stream().map(SpokenWord::text).toList());
  }

  private Shown shown(Party party, List<SpokenWord> words, Speech speech, boolean timed) {
    var shown = new ArrayList<SpokenWord>();
    var trail = trails.getOrDefault(party, Trail.NONE);
    var asked = Asked.in(speech.tokens(), tongue);
    int token = 0;
    int word = 0;
    for (var run : speech.runs()) {
      long start = timed ? speech.tokens().get(run.from()).startMillis() : latest;
      int others = trail.foreign + speech.foreign(token, run.from());
      int before = trail.goesOn(start - trail.end, others) ? trail.digits : 0;
      int digits = before + digits(speech, run);
      if (digits >= (isCode(asked, run, start, timed) ? DIGITS_OF_CODE : DIGITS)) {
        var found = speech.found(Kind.CARD, run.from(), run.to());
        int from = Math.max(word, found.from());
        shown.addAll(words.subList(word, from));
        word = from;
        if (from < found.to()) {
          var end = words.get(found.to() - 1).end();
          shown.add(new SpokenWord(MASK, words.get(from).start(), end, 1));
          word = found.to();
        }
      }
      token = run.to();
      long end = timed ? speech.tokens().get(token - 1).endMillis() : latest;
      trail = new Trail(digits, end, 0);
    }
    shown.addAll(words.subList(word, words.size()));
    int foreign = trail.foreign + speech.foreign(token, speech.tokens().size());
    return new Shown(shown, new Trail(trail.digits, trail.end, foreign));
  }

  private boolean isCode(List<Asked> asked, Run run, long start, boolean timed) {
    return start - codeAsked <= Asked.ANSWER
        || asked.stream()
            .filter(word -> word.kind() == Kind.CODE && word.token() < run.from())
            .anyMatch(word -> !timed || start - word.at() <= Asked.ANSWER);
  }

  private static int digits(Speech speech, Run run) {
    return speech.cheapest(run).stream().mapToInt(String::length).max().orElse(Luhn.LONGEST);
  }
}
