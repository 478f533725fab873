package io.pronto.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.Map;

/**
 * A browser's RTCPeerConnection that says a tone and measures what it hears. Its signalling is the
 * test's.
 */
final class BrowserPhone implements AutoCloseable {
  private static final String CONNECT =
      """
      () => {
        const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
        pc.addTrack(window.sound.stream.getAudioTracks()[0], window.sound.stream);
        pc.ontrack = event => window.sound.hear(event.track);
        window.phone = {pc};
      }
      """;
  private static final String DESCRIBE =
      """
      async kind => {
        const pc = window.phone.pc;
        await pc.setLocalDescription(
            kind === 'restart' ? await pc.createOffer({iceRestart: true}) : undefined);
        return pc.localDescription.sdp;
      }
      """;
  private static final String TAKE =
      "async ([type, sdp]) => window.phone.pc.setRemoteDescription({type, sdp})";
  private static final String CONNECTED = "() => window.phone.pc.connectionState === 'connected'";

  private final Page page;
  private final BrowserSound sound;

  /** One in a tab of {@code browser} that says {@code hertz}. */
  BrowserPhone(Browser browser, double hertz) {
    page = browser.newPage();
    sound = new BrowserSound(page, hertz);
    page.evaluate(CONNECT);
  }

  /** Offers to receive pictures as well. */
  void addVideo() {
    page.evaluate("() => { window.phone.pc.addTransceiver('video'); }");
  }

  /** Its offer, or its answer to what it was offered; candidates may still be missing. */
  String describe() {
    return (String) page.evaluate(DESCRIBE, "next");
  }

  /** An offer with which it seeks the other side anew (RFC 8445, section 9). */
  String restart() {
    return (String) page.evaluate(DESCRIBE, "restart");
  }

  void offered(String sdp) {
    page.evaluate(TAKE, new Object[] {"offer", sdp});
  }

  void answered(String sdp) {
    page.evaluate(TAKE, new Object[] {"answer", sdp});
  }

  /** Waits until it has found the other side and agreed on keys with it. */
  void awaitConnected() {
    page.waitForFunction(CONNECTED);
  }

  /** {@code new}, {@code connecting}, {@code connected}, {@code failed} … */
  String state() {
    return (String) page.evaluate("() => window.phone.pc.connectionState");
  }

  /** Waits until it hears {@code hertz}, by a fiftieth. */
  void awaitTone(double hertz) {
    sound.awaitTone(hertz);
  }

  /** What it reports of the encryption and of what it has received. */
  @SuppressWarnings("unchecked")
  Map<String, Object> statistics() {
    return (Map<String, Object>)
        page.evaluate(
            """
            async () => {
              const all = [...(await window.phone.pc.getStats()).values()];
              const transport = all.find(s => s.type === 'transport') || {};
              const inbound = all.find(s => s.type === 'inbound-rtp') || {};
              return {srtp: transport.srtpCipher, dtls: transport.dtlsState,
                      role: transport.dtlsRole, packets: inbound.packetsReceived,
                      lost: inbound.packetsLost};
            }
            """);
  }

  @Override
  public void close() {
    page.close();
  }
}
