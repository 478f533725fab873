package io.pronto.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.Map;

/**
 * A browser's RTCPeerConnection that says a tone and measures what it hears. Its signalling is the
 * test's.
 */
final class BrowserPhone implements AutoCloseable {
  private static final String SCRIPT =
      """
      async hertz => {
        const context = new AudioContext();
        await context.resume();
        const oscillator = new OscillatorNode(context, {frequency: hertz});
        const gain = new GainNode(context, {gain: 0.3});
        const out = new MediaStreamAudioDestinationNode(context);
        oscillator.connect(gain).connect(out);
        oscillator.start();
        const analyser = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
        const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
        pc.addTrack(out.stream.getAudioTracks()[0], out.stream);
        pc.ontrack = event => {
          const stream = new MediaStream([event.track]);
          const element = new Audio();
          element.muted = true;
          element.srcObject = stream;
          element.play();
          context.createMediaStreamSource(stream).connect(analyser);
          window.phone.element = element;
        };
        window.phone = {pc, context, analyser};
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

  /** The loudest frequency, or 0 in silence. */
  private static final String HEARD =
      """
      () => {
        const {analyser, context} = window.phone;
        const levels = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(levels);
        let loudest = 0;
        levels.forEach((level, i) => { if (level > levels[loudest]) loudest = i; });
        return levels[loudest] < -60 ? 0 : loudest * context.sampleRate / analyser.fftSize;
      }
      """;

  private final Page page;

  /** One in a tab of {@code browser} that says {@code hertz}. */
  BrowserPhone(Browser browser, double hertz) {
    page = browser.newPage();
    page.evaluate(SCRIPT, hertz);
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

  /** Waits until it hears {@code hertz}, by a hundredth. */
  void awaitTone(double hertz) {
    page.waitForFunction("hertz => Math.abs((" + HEARD + ")() - hertz) < hertz / 50", hertz);
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
