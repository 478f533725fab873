package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.sip.phone.Asking;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.registrar.Site.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who proves what, and what happens to those who cannot. */
class DigestTest {
  private final List<Site> sites = new ArrayList<>();
  private final Credentials desk = Site.device();
  private final Credentials wrong = new Credentials(desk.username(), "guess", desk.domain());
  private final Credentials nobody = new Credentials("999-desk", "guess", desk.domain());

  @AfterEach
  void close() {
    sites.forEach(Site::close);
  }

  @Test
  void theStrongerHashIsOfferedFirstInTheRealmOfTheOrganisation() {
    var phone = usual().udp(desk);

    var challenge = phone.exchange(register(phone, 1));

    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.all("WWW-Authenticate"))
        .hasSize(2)
        .allMatch(c -> c.contains("realm=\"" + desk.domain() + '"') && c.contains("qop=\"auth\""));
    assertThat(challenge.all("WWW-Authenticate").get(0)).contains("algorithm=SHA-256");
    assertThat(challenge.all("WWW-Authenticate").get(1)).contains("algorithm=MD5");
    assertThat(challenge.toString()).doesNotContain("stale");
  }

  @Test
  void eitherHashIsTaken() {
    var phone = usual().udp(desk);
    var strong = phone.exchange(register(phone, 1));
    var weak = onlyMd5(phone.exchange(register(phone, 2)));

    assertThat(phone.exchange(Asking.answering(phone, strong, register(phone, 3))).status())
        .isEqualTo(200);
    assertThat(phone.exchange(Asking.answering(phone, weak, register(phone, 5))).status())
        .isEqualTo(200);
  }

  @Test
  void aNameThatDoesNotExistFailsLikeOneThatDoes() {
    var site = usual();
    var known = site.udp(wrong);
    var unknown = site.udp(nobody);

    assertThat(shape(known.exchange(register(known, 1)), known))
        .isEqualTo(shape(unknown.exchange(register(unknown, 1)), unknown));
    assertThat(shape(known.tryToRegister(Duration.ofHours(1)), known))
        .isEqualTo(shape(unknown.tryToRegister(Duration.ofHours(1)), unknown))
        .startsWith("SIP/2.0 403");
  }

  @Test
  void anAnswerServesOnceAndTheNextMustCountOn() {
    var phone = usual().udp(desk);
    var challenge = phone.exchange(register(phone, 1));
    var answered = Asking.answering(phone, challenge, register(phone, 2));
    assertThat(phone.exchange(answered).status()).isEqualTo(200);

    var replayed = phone.exchange(Asking.again(phone, answered));

    assertThat(replayed.status()).isEqualTo(401);
    assertThat(replayed.header("WWW-Authenticate")).contains("stale=true");
    var next = register(phone, 9).with("Authorization", answer(challenge, 2));
    assertThat(phone.exchange(next).status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatComesTooLateIsAskedForAgain() {
    var phone = site(Plan.usual().nonceLife(Duration.ZERO)).udp(desk);
    var challenge = phone.exchange(register(phone, 1));

    var late = phone.exchange(Asking.answering(phone, challenge, register(phone, 2)));

    assertThat(late.status()).isEqualTo(401);
    assertThat(late.header("WWW-Authenticate")).contains("stale=true");
  }

  @Test
  void theChallengeOfAnotherServerIsAskedAgainAndIsNoFailure() {
    var here = usual();
    var there = site(Plan.usual().lock(1, Duration.ofMinutes(1)));
    var phone = here.udp(desk);
    var moved = there.udp(desk);
    var challenge = phone.exchange(register(phone, 1));

    var again = moved.exchange(Asking.answering(moved, challenge, register(moved, 2)));

    assertThat(again.header("WWW-Authenticate")).contains("stale=true");
    assertThat(moved.exchange(Asking.answering(moved, again, register(moved, 4))).status())
        .isEqualTo(200);
  }

  @Test
  void whoGuessesLocksTheAccountForItselfAndNobodyElse() {
    var site = site(Plan.usual().hosts("0.0.0.0").lock(3, Duration.ofMinutes(1)));
    var guesser = site.udp(wrong);
    for (int i = 0; i < 3; i++) {
      assertThat(guesser.tryToRegister(Duration.ofHours(1)).startLine()).contains("403 Wrong");
    }

    assertThat(site.udp(desk).tryToRegister(Duration.ofHours(1)).startLine())
        .contains("403 Too Many Failures");

    var elsewhere = site.kept(TestPhone.udp(site.at("127.0.0.2"), desk));
    assertThat(elsewhere.tryToRegister(Duration.ofHours(1)).status()).isEqualTo(200);
  }

  @Test
  void aLockEnds() {
    var site = site(Plan.usual().lock(1, Duration.ofMillis(300)));
    site.udp(wrong).tryToRegister(Duration.ofHours(1));
    var phone = site.udp(desk);
    assertThat(phone.tryToRegister(Duration.ofHours(1)).status()).isEqualTo(403);

    Site.await(() -> phone.tryToRegister(Duration.ofHours(1)).status() == 200);
  }

  @Test
  void aLockStopsNoCallForHelpAndWhoGuessesByOneIsToldNoMoreAndCounted() {
    var site = site(Plan.usual().lock(2, Duration.ofMinutes(1)).ban(4));
    var guesser = site.udp(wrong);
    for (int i = 0; i < 2; i++) {
      guesser.tryToRegister(Duration.ofHours(1));
    }
    var phone = site.udp(desk);

    assertThat(called(phone, "102").startLine()).contains("403 Too Many Failures");
    assertThat(called(phone, "112").status()).isEqualTo(486);

    assertThat(called(phone, "102").startLine()).contains("403 Too Many Failures");
    for (int i = 0; i < 2; i++) {
      assertThat(called(guesser, "112").startLine()).contains("403 Too Many Failures");
    }
    assertThat(site.guard.admits(guesser.address().getAddress())).isFalse();
  }

  @Test
  void challengesNeverCount() {
    var site = site(Plan.usual().lock(2, Duration.ofMinutes(1)).ban(5));
    var phone = site.udp(desk);
    for (int i = 1; i <= 50; i++) {
      assertThat(phone.exchange(register(phone, i)).status()).isEqualTo(401);
    }

    assertThat(phone.tryToRegister(Duration.ofHours(1)).status()).isEqualTo(200);
  }

  @Test
  void failuresBanTheirSource() {
    var site = site(Plan.usual().ban(3));
    var guesser = site.udp(wrong);

    for (int i = 0; i < 3; i++) {
      guesser.tryToRegister(Duration.ofHours(1));
    }

    assertThat(site.guard.admits(guesser.address().getAddress())).isFalse();
  }

  @Test
  void aDomainThatIsNotOursIsRefusedUnchallengedAndCounts() {
    var site = site(Plan.usual().ban(2));
    var scanner = site.udp(new Credentials("100", "100", "127.0.0.1"));

    assertThat(scanner.exchange(register(scanner, 1)).status()).isEqualTo(404);
    var invite = scanner.request("INVITE", "sip:100@127.0.0.1:" + site.stack.port());
    var refused = scanner.exchange(invite);

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.find("Proxy-Authenticate")).isEmpty();
    assertThat(site.guard.admits(scanner.address().getAddress())).isFalse();
  }

  @Test
  void aCallerIsAskedToo() {
    var phone = usual().udp(desk);
    var invite = phone.request("INVITE", "sip:102@" + desk.domain());

    var challenge = phone.exchange(invite);

    assertThat(challenge.status()).isEqualTo(407);
    assertThat(challenge.all("Proxy-Authenticate")).hasSize(2);
    assertThat(phone.exchange(Asking.answering(phone, challenge, invite)).status()).isEqualTo(486);
  }

  @Test
  void anAnswerServesOnlyForWhatItNames() {
    var phone = usual().udp(desk);
    var invite = phone.request("INVITE", "sip:102@" + desk.domain());
    var proof =
        Asking.answering(phone, phone.exchange(invite), invite).header("Proxy-Authorization");

    var other = phone.request("INVITE", "sip:+33899000000@" + desk.domain());

    assertThat(phone.exchange(other.with("Proxy-Authorization", proof)).status()).isEqualTo(400);
  }

  @Test
  void withoutItsDatabaseItAsksForPatience() {
    var dead = new Database(Ground.vertx(), "postgresql://nobody:x@127.0.0.1:1/nothing");
    var phone = site(Plan.usual().database(dead)).udp(desk);

    var answer = phone.exchange(register(phone, 1));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotBlank();
  }

  /** What is said to a call of {@code number}, challenge answered. */
  private SipMessage called(TestPhone phone, String number) {
    var invite = phone.request("INVITE", "sip:" + number + '@' + desk.domain());
    return phone.exchange(Asking.answering(phone, phone.exchange(invite), invite));
  }

  private SipMessage register(TestPhone phone, int sequence) {
    return Asking.register(phone, "digest@phone", sequence, List.of(Asking.contact(phone)));
  }

  private String answer(SipMessage challenge, int count) {
    return Asking.answer(desk, challenge, "REGISTER", "sip:" + desk.domain(), count);
  }

  private static SipMessage onlyMd5(SipMessage challenge) {
    var md5 = challenge.all("WWW-Authenticate").get(1);
    return challenge.without("WWW-Authenticate").with("WWW-Authenticate", md5);
  }

  /** A response without what is random and without the phone's own name and port. */
  private static String shape(SipMessage response, TestPhone phone) {
    return response
        .toString()
        .replaceAll("nonce=\"[^\"]*\"|tag=\\w+|branch=\\w+|Call-ID: .*|CSeq: \\d+", "")
        .replaceAll("\\d\\d\\d-desk", "")
        .replaceAll(String.valueOf(phone.address().getPort()), "");
  }

  private Site usual() {
    return site(Plan.usual());
  }

  private Site site(Plan plan) {
    var site = new Site(plan);
    sites.add(site);
    return site;
  }
}
