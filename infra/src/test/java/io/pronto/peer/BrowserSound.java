package io.pronto.peer;

import com.microsoft.playwright.Page;

/** The mouth and the ear of a page: it says a tone, and measures what it hears. */
final class BrowserSound {
  private static final String BEGIN =
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
        const hear = track => {
          const stream = new MediaStream([track]);
          const element = new Audio(); // without one, Chromium plays no track of a peer
          element.muted = true;
          element.srcObject = stream;
          element.play();
          context.createMediaStreamSource(stream).connect(analyser);
          window.sound.element = element;
        };
        window.sound = {context, analyser, stream: out.stream, hear, oscillator};
      }
      """;

  /** The loudest frequency, or 0 in silence. */
  private static final String HEARD =
      """
      () => {
        const {analyser, context} = window.sound;
        const levels = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(levels);
        let loudest = 0;
        levels.forEach((level, i) => { if (level > levels[loudest]) loudest = i; });
        return levels[loudest] < -60 ? 0 : loudest * context.sampleRate / analyser.fftSize;
      }
      """;

  private final Page page;

  /**
   * Lets {@code page} say {@code hertz} in {@code window.sound.stream} and listen to the tracks
   * that its script gives to {@code window.sound.hear}.
   */
  BrowserSound(Page page, double hertz) {
    this.page = page;
    page.evaluate(BEGIN, hertz);
  }

  /** Says {@code hertz} from now on. */
  void say(double hertz) {
    page.evaluate("hertz => { window.sound.oscillator.frequency.value = hertz; }", hertz);
  }

  /** Waits until it hears {@code hertz}, by a fiftieth. */
  void awaitTone(double hertz) {
    page.waitForFunction("hertz => Math.abs((" + HEARD + ")() - hertz) < hertz / 50", hertz);
  }

  /** Waits until it hears nothing. */
  void awaitSilence() {
    page.waitForFunction("() => (" + HEARD + ")() === 0");
  }
}
