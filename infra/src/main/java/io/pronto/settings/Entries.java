package io.pronto.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What was written for each key, turned into values. A fault is noted and the default stands in for
 * it, so that one start tells them all.
 */
final class Entries {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})\\s*(ms|s|m|h|d)?");

  private final Map<Key, Entry> entries;
  private final List<String> faults;

  Entries(Map<Key, Entry> entries, List<String> faults) {
    this.entries = entries;
    this.faults = faults;
  }

  /** Notes that the value of {@code key} is no good: {@code why} says what is wanted instead. */
  void refuse(Key key, String why) {
    var entry = entries.get(key);
    var origin = entry == null ? "by default" : "in " + entry.origin();
    faults.add("%s (%s): %s".formatted(key, origin, why));
  }

  boolean has(Key key) {
    return entries.containsKey(key);
  }

  /** The text of {@code key} without the spaces around it. */
  Optional<String> text(Key key) {
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.value().strip());
  }

  /** Like {@link #text}, but what {@code parse} throws, with what is wanted, is noted. */
  <T> Optional<T> parsed(Key key, Function<String, T> parse) {
    try {
      return text(key).map(parse);
    } catch (IllegalArgumentException e) {
      refuse(key, e.getMessage());
      return Optional.empty();
    }
  }

  int port(Key key, int otherwise) {
    return parsed(
            key, text -> number(text, 0, 65_535, "a port from 1 to 65535, or 0 for any free one"))
        .orElse(otherwise);
  }

  Duration duration(Key key, Duration least, Duration most, Duration otherwise) {
    return parsed(key, text -> duration(text, least, most)).orElse(otherwise);
  }

  List<InetAddress> addresses(Key key, String otherwise) {
    return parsed(key, Entries::addresses).orElseGet(() -> addresses(otherwise));
  }

  URI uri(String text, String example, String... schemes) {
    try {
      var uri = new URI(text);
      if (uri.getHost() != null && Arrays.asList(schemes).contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text: it may hold a password.
    }
    throw new IllegalArgumentException("not such a URL; write it like " + example);
  }

  static int number(String text, int least, int most, String wanted) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("\"%s\" is not %s".formatted(text, wanted));
  }

  static byte[] key(String text) {
    try {
      var key = Base64.getDecoder().decode(text);
      if (key.length == 32) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text: it is a secret.
    }
    throw new IllegalArgumentException(
        "not 32 bytes in base64; make one with: openssl rand -base64 32");
  }

  private static Duration duration(String text, Duration least, Duration most) {
    var match = DURATION.matcher(text);
    if (match.matches()) {
      long count = Long.parseLong(match.group(1));
      var duration =
          switch (Optional.ofNullable(match.group(2)).orElse("s")) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
          };
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a time from %s to %s, such as 30s or 2m"
            .formatted(text, spoken(least), spoken(most)));
  }

  private static String spoken(Duration duration) {
    if (duration.toHours() >= 24 && duration.toSeconds() % 86_400 == 0) {
      return duration.toDays() + "d";
    }
    return duration.toSeconds() % 60 == 0 && !duration.isZero()
        ? duration.toMinutes() + "m"
        : duration.toSeconds() + "s";
  }

  private static List<InetAddress> addresses(String text) {
    var addresses = new ArrayList<InetAddress>();
    for (var name : text.split(",")) {
      addresses.add(address(name.strip()));
    }
    return List.copyOf(addresses);
  }

  private static InetAddress address(String name) {
    try {
      if (!name.isEmpty()) {
        return InetAddress.getByName(name);
      }
    } catch (UnknownHostException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "\"%s\" is not an address that is known here; write it like 192.0.2.7 or 2001:db8::7"
            .formatted(name));
  }
}
