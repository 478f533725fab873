package io.pronto.sip.sdp;

import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What transcoding adds to offers and answers: a party is offered what the other speaks first, so
 * that nothing need be transcoded, and then what can be made of it.
 */
public final class Transcoding {
  private static final RtpFormat KEYS = new RtpFormat(101, "telephone-event", 8000, 1, "0-16");

  private Transcoding() {}

  /**
   * What a party is offered for another that speaks {@code wanted}: that, as far as {@code allowed}
   * goes, but never first what only passes through; then what it can be transcoded into; then what
   * is beside speech. Nothing is added where nothing of {@code wanted} can be transcoded.
   */
  public static List<RtpFormat> offer(List<RtpFormat> wanted, Codecs allowed) {
    var own = allowed.of(wanted);
    if (wanted.stream().noneMatch(Transcoding::isTranscodable)) {
      return own;
    }
    var speech = own.stream().filter(Transcoding::isSpeech).toList();
    var more =
        Arrays.stream(Codec.values())
            .filter(Codec::isAvailable)
            .map(Codec::format)
            .filter(format -> wanted.stream().noneMatch(format::sameEncoding))
            .toList();
    var known = speech.stream().filter(Transcoding::isTranscodable).toList();
    var passing = speech.stream().filter(format -> !isTranscodable(format)).toList();
    var added = allowed.of(more);
    var all = new ArrayList<>(known.isEmpty() ? added : known);
    all.addAll(passing);
    all.addAll(known.isEmpty() ? List.of() : added);
    own.stream().filter(format -> !isSpeech(format)).forEach(all::add);
    return withKeys(all);
  }

  /**
   * What a party that offers {@code offered} is answered where the other has chosen only codecs
   * that it does not know: its best one that can be transcoded, with what we want of it. Empty when
   * there is none.
   */
  public static List<RtpFormat> answer(List<RtpFormat> offered, List<RtpFormat> chosen) {
    if (chosen.stream().noneMatch(Transcoding::isTranscodable)) {
      return List.of();
    }
    var best = offered.stream().filter(Transcoding::isTranscodable).findFirst();
    boolean keys = chosen.stream().anyMatch(RtpFormat::isTelephoneEvent);
    return best.stream()
        .flatMap(
            format ->
                Stream.concat(
                    Stream.of(asWeLike(format)),
                    offered.stream().filter(f -> keys && f.isTelephoneEvent())))
        .toList();
  }

  /** Says whether {@code format} is decoded and encoded here. */
  public static boolean isTranscodable(RtpFormat format) {
    return Codec.of(format).isPresent();
  }

  private static boolean isSpeech(RtpFormat format) {
    return Formats.carrySpeech(List.of(format));
  }

  private static RtpFormat asWeLike(RtpFormat format) {
    var ours = Codec.of(format).orElseThrow().format();
    return new RtpFormat(
        format.payloadType(),
        format.encoding(),
        format.clockRate(),
        format.channels(),
        ours.parameters());
  }

  /** Keys pressed have the clock of the speech beside them (RFC 4733, section 2.5.1.2). */
  private static List<RtpFormat> withKeys(List<RtpFormat> formats) {
    var all = new ArrayList<>(formats);
    if (formats.stream().anyMatch(RtpFormat::isTelephoneEvent)) {
      formats.stream()
          .filter(Transcoding::isTranscodable)
          .mapToInt(RtpFormat::clockRate)
          .distinct()
          .mapToObj(clock -> new RtpFormat(KEYS.payloadType(), KEYS.encoding(), clock, 1, "0-16"))
          .filter(keys -> formats.stream().noneMatch(keys::sameEncoding))
          .forEach(all::add);
    }
    return all;
  }
}
