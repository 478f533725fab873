package io.pronto.sip.sdp;

import io.pronto.media.RtpFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What may be spoken with a peer: what is not allowed is left out of offers and answers, whoever
 * makes them.
 *
 * @param best encodings as SDP names them, best first
 * @param others whether any other may be spoken, too
 */
public record Codecs(List<String> best, boolean others) {
  /** Whatever the parties like. */
  public static final Codecs ANY = new Codecs(List.of(), true);

  /** Copies the list. */
  public Codecs {
    best = List.copyOf(best);
  }

  /** Only {@code allowed}, best first; empty for any. */
  public static Codecs only(List<String> allowed) {
    return new Codecs(allowed, allowed.isEmpty());
  }

  /** The same in the same order, and then any other. */
  public Codecs andOthers() {
    return new Codecs(best, true);
  }

  /**
   * Those of {@code formats} that may be spoken, in our order; what is beside speech (keys pressed,
   * comfort noise) stays.
   */
  public List<RtpFormat> of(List<RtpFormat> formats) {
    var spoken =
        best.stream()
            .flatMap(name -> formats.stream().filter(f -> f.encoding().equalsIgnoreCase(name)))
            .toList();
    var rest =
        formats.stream()
            .filter(format -> !spoken.contains(format))
            .filter(format -> others || !Formats.carrySpeech(List.of(format)));
    return Stream.concat(spoken.stream(), rest).toList();
  }

  /** The same of what a peer has described. */
  public Audio of(Audio audio) {
    return audio.with(of(audio.formats()));
  }
}
