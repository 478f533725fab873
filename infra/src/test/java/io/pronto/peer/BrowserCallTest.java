package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.pronto.bench.Company.Phone;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real browser and a telephone that speaks G.711 over plain RTP hear each other. */
class BrowserCallTest {
  private static final double LOW = 440;
  private static final double HIGH = 1_000;
  private static final double MOSTLY = 0.8;

  private static Playwright playwright;
  private static Browser browser;

  private TestPhone signalling;
  private TestPhone desk;
  private Phone to;
  private BrowserPhone caller;

  @BeforeAll
  static void start() {
    Peers.need("chromium", "chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--autoplay-policy=no-user-gesture-required",
                            "--allow-loopback-in-peer-connection")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void equip() {
    signalling = phone(equipped());
    to = equipped();
    desk = phone(to);
    desk.register();
    caller = new BrowserPhone(browser, LOW);
  }

  @AfterEach
  void hangUp() {
    caller.close();
    signalling.close();
    desk.close();
  }

  @Test
  void aBrowserCallsATelephone() {
    var outgoing = signalling.call(Invite.to(to.extension()).offering(caller.describe()));
    outgoing.silence();
    var incoming = desk.awaitCall().answer();
    incoming.say(Sound.tone(HIGH, 60_000));
    caller.answered(outgoing.awaitStatus(200).body());

    caller.awaitConnected();
    caller.awaitTone(HIGH);
    hears(incoming, LOW);

    System.out.println(caller.statistics());
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  private static void hears(PhoneCall call, double hertz) {
    call.forget();
    assertThat(Heard.share(call.awaitHeard(1_000), hertz)).isGreaterThan(MOSTLY);
  }

  private static Phone equipped() {
    return PeerServer.company().equip(PeerServer.company().hire());
  }

  private static TestPhone phone(Phone phone) {
    var account = phone.account();
    return TestPhone.udp(
        PeerServer.sip(),
        new Credentials(account.username(), account.password(), account.domain()));
  }
}
