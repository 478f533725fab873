package io.pronto.peer;

import com.microsoft.playwright.Page;
import io.pronto.bench.Account;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * JsSIP in a page: a phone that registers over a WebSocket, says a tone in its calls, measures what
 * it hears, and answers whoever calls. It has one call at a time.
 */
final class JsSipPhone implements AutoCloseable {
  private static final Path LIBRARY = Path.of("target", "browser", "jssip.js");
  private static final String REGISTER =
      """
      ([url, uri, user, password, codec]) => new Promise((registered, failed) => {
        const ua = new JsSIP.UA({
          sockets: [new JsSIP.WebSocketInterface(url)],
          uri, password, authorization_user: user});
        const phone = window.phone = {ua, states: []};
        // What is in no offer, Chromium neither answers nor says, whichever side offers.
        const only = sdp => {
          const kept = [...sdp.matchAll(/^a=rtpmap:(\\d+) (\\S+?)\\/.*$/gm)]
              .filter(([, , name]) => [codec, 'telephone-event'].includes(name.toLowerCase()))
              .map(([, number]) => number);
          return sdp
              .replace(/^(m=audio \\d+ \\S+) [\\d ]+/m, '$1 ' + kept.join(' '))
              .replace(/^a=(?:rtpmap|fmtp|rtcp-fb):(\\d+) .*\\r\\n/gm,
                  (line, number) => kept.includes(number) ? line : '');
        };
        const eventHandlers = {
          peerconnection: ({peerconnection}) => peerconnection.addEventListener(
              'track', event => window.sound.hear(event.track)),
          sdp: event => {
            if (event.type === 'offer') {
              event.sdp = only(event.sdp);
            }
          }};
        phone.options = {mediaStream: window.sound.stream, eventHandlers};
        ua.on('newRTCSession', ({session, originator}) => {
          phone.session = session;
          phone.states = [];
          session.on('confirmed', () => phone.states.push('confirmed'));
          session.on('ended', ({cause}) => phone.states.push('ended', cause));
          session.on('failed', ({cause}) => phone.states.push('failed', cause));
          session.on('hold', ({originator}) => phone.states.push('hold by ' + originator));
          session.on('unhold', ({originator}) => phone.states.push('unhold by ' + originator));
          if (originator === 'remote') {
            Object.entries(eventHandlers).forEach(([event, does]) => session.on(event, does));
            session.answer(phone.options);
          }
        });
        ua.on('registered', () => registered());
        ua.on('registrationFailed', ({cause}) => failed(new Error('not registered: ' + cause)));
        ua.start();
      })
      """;
  private static final String RENEGOTIATE =
      """
      what => new Promise((done, failed) => {
        if (!window.phone.session[what]({}, done)) {
          failed(new Error('JsSIP would not ' + what));
        }
      })
      """;

  private final Page page;
  private final BrowserSound sound;

  private JsSipPhone(Page page, double hertz) {
    this.page = page;
    this.sound = new BrowserSound(page, hertz);
  }

  /**
   * Registers {@code account} at {@code server}, a URL of ws or wss, and waits until it has.
   *
   * @param codec the only one that it speaks, as SDP names it, in lower case
   * @param hertz what it says
   */
  static JsSipPhone registered(
      Chromium chromium, Account account, URI server, String codec, double hertz) {
    var phone = new JsSipPhone(chromium.page(), hertz);
    phone.page.addScriptTag(new Page.AddScriptTagOptions().setPath(LIBRARY));
    phone.page.evaluate(
        REGISTER,
        List.of(server.toString(), account.uri(), account.username(), account.password(), codec));
    return phone;
  }

  /** Skips the test where JsSIP was not fetched, see {@link Peers#need}. */
  static void need() {
    Peers.need(Files.exists(LIBRARY), "JsSIP is not here (.ci/run fetches it)");
  }

  /** Calls {@code target}, a SIP URI or what is dialled. Returns at once. */
  void call(String target) {
    page.evaluate("target => { window.phone.ua.call(target, window.phone.options); }", target);
  }

  /** Waits until the call is answered and acknowledged. */
  void awaitAnswered() {
    await("confirmed");
  }

  /** Puts the other side on hold and waits until that is agreed. */
  void hold() {
    page.evaluate(RENEGOTIATE, "hold");
  }

  /** Takes it back and waits until that is agreed. */
  void resume() {
    page.evaluate(RENEGOTIATE, "unhold");
  }

  /** Waits until the other side has put it on hold. */
  void awaitHeld() {
    await("hold by remote");
  }

  /** Waits until the other side has taken it back. */
  void awaitResumed() {
    await("unhold by remote");
  }

  /** Hangs up. */
  void hangUp() {
    page.evaluate("() => window.phone.session.terminate()");
  }

  /** Waits until the call has ended. */
  void awaitEnded() {
    await("ended");
  }

  /** What it says and hears. */
  BrowserSound sound() {
    return sound;
  }

  /** The codecs of both ways, how sound is encrypted, and its role in the handshake. */
  @SuppressWarnings("unchecked")
  Map<String, Object> statistics() {
    return (Map<String, Object>)
        page.evaluate(
            """
            async () => {
              const report = await window.phone.session.connection.getStats();
              const all = [...report.values()];
              const codec = type =>
                  report.get((all.find(s => s.type === type) || {}).codecId)?.mimeType;
              const transport = all.find(s => s.type === 'transport') || {};
              return {hears: codec('inbound-rtp'), says: codec('outbound-rtp'),
                      srtp: transport.srtpCipher, role: transport.dtlsRole};
            }
            """);
  }

  @Override
  public void close() {
    page.context().close();
  }

  private void await(String state) {
    page.waitForFunction("state => window.phone.states.includes(state)", state);
  }
}
