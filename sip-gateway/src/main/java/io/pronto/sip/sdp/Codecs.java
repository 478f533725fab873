package io.pronto.sip.sdp;

import io.pronto.media.RtpFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What may be spoken with a peer. Nothing is transcoded: what is not allowed is left out of offers
 * and answers, whoever makes them.
 *
 * @param allowed encodings as SDP names them, best first; empty for any
 */
public record Codecs(List<String> allowed) {
  /** Whatever the parties like. */
  public static final Codecs ANY = new Codecs(List.of());

  /** Copies the list. */
  public Codecs {
    allowed = List.copyOf(allowed);
  }

  /**
   * Those of {@code formats} that may be spoken, in our order; what is beside speech (keys pressed,
   * comfort noise) stays.
   */
  public List<RtpFormat> of(List<RtpFormat> formats) {
    if (allowed.isEmpty()) {
      return formats;
    }
    var speech =
        allowed.stream()
            .flatMap(name -> formats.stream().filter(f -> f.encoding().equalsIgnoreCase(name)));
    var beside = formats.stream().filter(format -> !Formats.carrySpeech(List.of(format)));
    return Stream.concat(speech, beside).toList();
  }

  /** The same of what a peer has described. */
  public Audio of(Audio audio) {
    return audio.with(of(audio.formats()));
  }
}
