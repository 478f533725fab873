package io.pronto.api.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.okta.sdk.resource.client.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Asks Okta, waits where it says that it was asked too often
 * (https://developer.okta.com/docs/reference/rate-limits/), and says in plain words what else goes
 * wrong.
 */
final class OktaPatience {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final int TRIES = 5;

  private final String host;
  private final Runnable beat;

  OktaPatience(String host, Runnable beat) {
    this.host = host;
    this.beat = beat;
  }

  /** Asks once, or again after a wait. */
  <T> T ask(Supplier<T> request) {
    for (int tries = 1; ; tries++) {
      beat.run();
      try {
        return request.get();
      } catch (ApiException e) {
        if (e.getCode() != 429 || tries == TRIES) {
          throw fault(e);
        }
        await(wait(e));
      }
    }
  }

  /** Until the second at which the limit fills again, by the peer's own clock. */
  private Duration wait(ApiException limited) {
    var reset = number(limited, "X-Rate-Limit-Reset");
    if (reset.isEmpty()) {
      return A_MOMENT;
    }
    var wait = Duration.between(now(limited), Instant.ofEpochSecond(reset.get()));
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw new DirectoryFault(
          "Okta asks to wait %,d s until it answers more: the next run tries again"
              .formatted(wait.toSeconds()));
    }
    return wait.compareTo(A_MOMENT) < 0 ? A_MOMENT : wait;
  }

  private static Instant now(ApiException answer) {
    return header(answer, "Date").flatMap(OktaPatience::date).orElseGet(Instant::now);
  }

  private static Optional<Instant> date(String text) {
    return Optional.ofNullable(DateUtils.parseStandardDate(text));
  }

  private static Optional<Long> number(ApiException answer, String name) {
    return header(answer, name).filter(text -> text.matches("\\d{1,11}")).map(Long::valueOf);
  }

  private static Optional<String> header(ApiException answer, String name) {
    return Optional.ofNullable(answer.getResponseHeaders()).map(Map::entrySet).stream()
        .flatMap(entries -> entries.stream())
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .flatMap(List::stream)
        .findFirst();
  }

  private static void await(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DirectoryFault("The server was stopped");
    }
  }

  private DirectoryFault fault(ApiException e) {
    return new DirectoryFault(
        switch (e.getCode()) {
          case 401 ->
              "Okta refuses the token (401): it may have been revoked, or have expired for not"
                  + " being used; make a new one in Okta and put it here";
          case 403 ->
              "Okta does not let the token read users and groups (403): it has the rights of"
                  + " whoever made it, who must be a read-only administrator at least";
          case 404 -> "%s has no such address (404): is it an Okta organisation?".formatted(host);
          case 429 -> "Okta was asked too often (429), and still is: the next run tries again";
          case 0 -> "%s: %s".formatted(host, reason(e));
          default ->
              e.getCode() >= 500
                  ? "Okta failed (%d): the next run tries again".formatted(e.getCode())
                  : "Okta answers %d, which is not understood".formatted(e.getCode());
        });
  }

  private static String reason(ApiException e) {
    return switch (e.getCause()) {
      case JsonProcessingException _ -> "it answers what is not Okta's";
      case IOException io when io.getMessage() != null -> io.getMessage();
      case null, default -> "it does not answer as Okta does";
    };
  }
}
