package io.pronto.peer;

import io.pronto.bench.Account;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Scratch;
import io.pronto.bench.Sipp;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SIPp as somebody who has the password of a phone: for its calls it asks for one challenge, and
 * proves itself in each of them by the next count of that nonce.
 */
final class StolenPhone implements AutoCloseable {
  private static final String CALLS = "calls.csv";

  private final Scratch folder = Scratch.named("stolen-phone");
  private final InetSocketAddress server;
  private final Credentials credentials;

  StolenPhone(InetSocketAddress server, Account account) {
    this.server = server;
    this.credentials = new Credentials(account.username(), account.password(), account.domain());
  }

  /** Starts to call {@code numbers}, {@code rate} a second, whether others are still up or not. */
  Sipp call(List<String> numbers, int rate) {
    folder.write(CALLS, injected(numbers));
    return Sipp.start(
        Material.root().resolve("infra/src/test/sipp/stolen-phone.xml"),
        server,
        Loopback.phone(),
        "-inf",
        folder.at(CALLS).toString(),
        "-key",
        "user",
        credentials.username(),
        "-key",
        "domain",
        credentials.domain(),
        "-m",
        "" + numbers.size(),
        "-r",
        "" + rate);
  }

  @Override
  public void close() {
    folder.close();
  }

  private String injected(List<String> numbers) {
    var challenges = challenges();
    return IntStream.range(0, numbers.size())
        .mapToObj(i -> numbers.get(i) + ";" + proof(challenges, numbers.get(i), i + 1))
        .collect(Collectors.joining("\n", "SEQUENTIAL\n", "\n"));
  }

  private String proof(List<String> challenges, String number, int count) {
    var uri = "sip:" + number + "@" + credentials.domain();
    return credentials.answer(challenges, "INVITE", uri, count);
  }

  /** A nonce is the domain's, whatever the request that asks for it. */
  private List<String> challenges() {
    try (var phone = TestPhone.udp(server, credentials)) {
      var answer = phone.exchange(phone.request("REGISTER", "sip:" + credentials.domain()));
      return answer.all("WWW-Authenticate");
    }
  }
}
