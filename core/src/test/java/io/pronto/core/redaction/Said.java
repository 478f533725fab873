package io.pronto.core.redaction;

import io.pronto.core.transcript.SpokenWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What people say when they read numbers out, word by word with its time. */
final class Said {
  static final List<String> LANGUAGES = List.of("fr", "it", "en");

  private static final int WORD = 300;
  private static final int GAP = 20;
  private static final int PAUSE = 450;
  private static final String[] FR = {
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf"
  };
  private static final String[] IT = {
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove"
  };
  private static final String[] EN = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen"
  };
  private static final String[] FR_TENS = {
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt"
  };
  private static final String[] IT_TENS = {
    "", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"
  };
  private static final String[] EN_TENS = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
  };

  final List<SpokenWord> words = new ArrayList<>();
  private final String language;
  private long at;

  Said(String language) {
    this.language = language;
  }

  /** Words of running speech. */
  Said text(String text) {
    for (var word : text.split(" ")) {
      add(word, GAP);
    }
    return this;
  }

  /** Waits before the next word. */
  Said pause(int millis) {
    at += millis;
    return this;
  }

  /** One digit after the other. */
  Said digits(String digits) {
    for (char digit : digits.toCharArray()) {
      add(number(digit - '0'), GAP);
    }
    return this;
  }

  /** In groups of so many digits, with a pause after each. */
  Said grouped(String digits, int... lengths) {
    int from = 0;
    for (int length : lengths) {
      group(digits.substring(from, from + length));
      at += PAUSE;
      from += length;
    }
    return this;
  }

  /** In groups as chance has them. */
  Said grouped(String digits, Random random) {
    var lengths = new ArrayList<Integer>();
    for (int left = digits.length(); left > 0; left -= lengths.getLast()) {
      lengths.add(Math.min(left, 1 + random.nextInt(4)));
    }
    return grouped(digits, lengths.stream().mapToInt(Integer::intValue).toArray());
  }

  /** As a number where it is one, digit by digit where it begins with a zero. */
  private void group(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    if (zeros > 0) {
      digits(digits);
    } else {
      for (var word : number(Integer.parseInt(digits)).split(" ")) {
        add(word, GAP);
      }
    }
  }

  private void add(String word, int gap) {
    var start = Duration.ofMillis(at);
    at += WORD;
    words.add(new SpokenWord(word, start, Duration.ofMillis(at), 0.9));
    at += gap;
  }

  private String number(int value) {
    return switch (language) {
      case "fr" -> french(value);
      case "it" -> italian(value);
      default -> english(value);
    };
  }

  private static String french(int value) {
    if (value < 20) {
      return FR[value];
    }
    if (value < 100) {
      int tens = value / 10;
      boolean twenties = tens == 7 || tens == 9;
      int rest = value % 10 + (twenties ? 10 : 0);
      var joint = rest % 10 == 1 && tens < 8 ? " et " : "-";
      return rest == 0 ? FR_TENS[tens] : FR_TENS[tens] + joint + FR[rest];
    }
    if (value < 1000) {
      var hundred = value < 200 ? "cent" : FR[value / 100] + " cent";
      return value % 100 == 0 ? hundred : hundred + ' ' + french(value % 100);
    }
    var thousand = value < 2000 ? "mille" : FR[value / 1000] + " mille";
    return value % 1000 == 0 ? thousand : thousand + ' ' + french(value % 1000);
  }

  private static String italian(int value) {
    if (value < 20) {
      return IT[value];
    }
    if (value < 100) {
      var tens = IT_TENS[value / 10];
      int unit = value % 10;
      boolean elided = unit == 1 || unit == 8;
      var stem = elided ? tens.substring(0, tens.length() - 1) : tens;
      return unit == 0 ? tens : stem + (unit == 3 ? "tré" : IT[unit]);
    }
    if (value < 1000) {
      var hundred = value < 200 ? "cento" : IT[value / 100] + "cento";
      return value % 100 == 0 ? hundred : hundred + italian(value % 100);
    }
    var thousand = value < 2000 ? "mille" : IT[value / 1000] + "mila";
    return value % 1000 == 0 ? thousand : thousand + italian(value % 1000);
  }

  private static String english(int value) {
    if (value < 20) {
      return EN[value];
    }
    if (value < 100) {
      return value % 10 == 0 ? EN_TENS[value / 10] : EN_TENS[value / 10] + '-' + EN[value % 10];
    }
    if (value < 1000) {
      var hundred = EN[value / 100] + " hundred";
      return value % 100 == 0 ? hundred : hundred + " and " + english(value % 100);
    }
    var thousand = EN[value / 1000] + " thousand";
    var rest = value % 1000 < 100 ? " and " : " ";
    return value % 1000 == 0 ? thousand : thousand + rest + english(value % 1000);
  }

  /** A number of {@code length} digits that begins so and whose last makes Luhn's sum right. */
  static String card(Random random, String beginning, int length) {
    var digits = new StringBuilder(beginning);
    while (digits.length() < length - 1) {
      digits.append(random.nextInt(10));
    }
    for (int check = 0; ; check++) {
      var whole = digits.toString() + check;
      if (sum(whole) % 10 == 0) {
        return whole;
      }
    }
  }

  /** Apart from the code that is tested: every other digit from the right counts double. */
  static int sum(String digits) {
    int sum = 0;
    for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
      int weighed = (digits.charAt(i) - '0') << place % 2;
      sum += weighed / 10 + weighed % 10;
    }
    return sum;
  }

  static String random(Random random, int length) {
    var digits = new StringBuilder();
    while (digits.length() < length) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  /** Those that stand for what was taken out. */
  static Set<String> masks(List<SpokenWord> words) {
    return words.stream()
        .map(SpokenWord::text)
        .filter(word -> word.startsWith("["))
        .collect(java.util.stream.Collectors.toSet());
  }

  static String text(List<SpokenWord> words) {
    return String.join(" ", words.stream().map(SpokenWord::text).toList());
  }

  static int[] fours(int length) {
    var lengths = new int[(length + 3) / 4];
    Arrays.fill(lengths, 4);
    lengths[lengths.length - 1] = length - 4 * (lengths.length - 1);
    return lengths;
  }
}
