package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.pronto.bench.Company.Phone;
import io.pronto.core.Waiting;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real browser's WebSocket carries a registration, and its page's end ends it. */
class BrowserRegistersTest {
  /** As a phone in a page would write it; headers in the order of JsSIP. */
  private static final String REGISTER =
      """
      async ([url, user, password, domain]) => {
        const hash = async (text) => [...new Uint8Array(
            await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))]
            .map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const name = `<sip:${user}@${domain}>`;
        const register = (number, via, proof) => [
          `REGISTER sip:${domain} SIP/2.0`,
          `Via: SIP/2.0/${via} df7jal23ls0d.invalid;branch=z9hG4bK${Math.random()}`,
          'Max-Forwards: 69',
          `To: ${name}`,
          `From: ${name};tag=${Math.random()}`,
          `Call-ID: ${url}${user}`,
          `CSeq: ${number} REGISTER`,
          ...proof,
          `Contact: <sip:${user}@df7jal23ls0d.invalid;transport=ws>;reg-id=1`
              + ';+sip.instance="<urn:uuid:8f5d6bc0-0b0c-4b4c-9d1c-7b3c6bb0a0aa>";expires=600',
          'Expires: 600',
          'Supported: path,gruu,outbound',
          'Content-Length: 0', '', ''].join('\\r\\n');
        const socket = new WebSocket(url, 'sip');
        window.kept = socket;
        const next = () => new Promise((told) => { socket.onmessage = (e) => told(e.data); });
        await new Promise((told, failed) => { socket.onopen = told; socket.onerror = failed; });
        const via = url.startsWith('wss') ? 'WSS' : 'WS';
        let answer = next();
        socket.send(register(1, via, []));
        const challenge = await answer;
        const nonce = /nonce="([^"]+)",algorithm=SHA-256/.exec(challenge)[1];
        const ha1 = await hash(`${user}:${domain}:${password}`);
        const ha2 = await hash(`REGISTER:sip:${domain}`);
        const response = await hash(`${ha1}:${nonce}:00000001:abc:auth:${ha2}`);
        answer = next();
        socket.send(register(2, via, [
          `Authorization: Digest username="${user}", realm="${domain}", nonce="${nonce}", `
              + `uri="sip:${domain}", response="${response}", algorithm=SHA-256, qop=auth, `
              + 'nc=00000001, cnonce="abc"']));
        return socket.protocol + '\\n' + await answer;
      }
      """;

  private static Playwright playwright;
  private static Browser browser;

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
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void aPageRegistersAndIsGoneWhenItIsClosed(String scheme) {
    var anna = PeerServer.company().equip(PeerServer.company().hire());
    var account = anna.account();
    try (var context =
        browser.newContext(
            new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setBypassCSP(true))) {
      var page = context.newPage();
      page.navigate(PeerServer.http().toString());

      var answer =
          page.evaluate(
              REGISTER,
              List.of(
                  PeerServer.webSocket(scheme).toString(),
                  account.username(),
                  account.password(),
                  account.domain()));

      assertThat(answer.toString()).startsWith("sip\nSIP/2.0 200 ");
      assertThat(registration(anna))
          .hasValueSatisfying(seen -> assertThat(seen.getString("transport")).isEqualTo(scheme));
    }
    Waiting.until("nobody is registered", () -> registration(anna).isEmpty());
  }

  private static Optional<JsonObject> registration(Phone phone) {
    return PeerServer.company()
        .administrator()
        .get("/v1/registrations?limit=100")
        .getJsonArray("data")
        .stream()
        .map(JsonObject.class::cast)
        .filter(seen -> seen.getString("username").equals(phone.account().username()))
        .findFirst();
  }
}
