package io.pronto.sip.sdp;

import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** RTP formats as SDP lists them, and what two lists have in common. */
public final class Formats {
  /** Payload types that need no {@code a=rtpmap} (RFC 3551, table 4; one channel). */
  private static final Map<Integer, RtpFormat> STATIC =
      Map.of(
          0, new RtpFormat(0, "PCMU", 8000),
          3, new RtpFormat(3, "GSM", 8000),
          4, new RtpFormat(4, "G723", 8000),
          7, new RtpFormat(7, "LPC", 8000),
          8, new RtpFormat(8, "PCMA", 8000),
          9, new RtpFormat(9, "G722", 8000),
          13, new RtpFormat(13, "CN", 8000),
          15, new RtpFormat(15, "G728", 8000),
          18, new RtpFormat(18, "G729", 8000));

  /** The keys that every telephone has, and a flash (RFC 4733, section 2.5.1.1). */
  private static final RtpFormat KEYS = new RtpFormat(101, "telephone-event", 8000, 1, "0-16");

  private Formats() {}

  /** Those that are sound themselves: redundancy (RFC 2198) names others by their numbers. */
  static List<RtpFormat> withoutRedundancy(List<RtpFormat> formats) {
    return formats.stream().filter(format -> !format.encoding().equalsIgnoreCase("red")).toList();
  }

  /**
   * What both sides know: the encodings of {@code chosen}, in its order and with its parameters,
   * under the payload types that {@code numbered} gives them.
   */
  public static List<RtpFormat> agreed(List<RtpFormat> numbered, List<RtpFormat> chosen) {
    var left = new ArrayList<>(numbered);
    var agreed = new ArrayList<RtpFormat>();
    for (var format : chosen) {
      match(left, format)
          .ifPresent(
              found -> {
                left.remove(found);
                agreed.add(renumbered(format, found.payloadType()));
              });
    }
    return agreed;
  }

  /**
   * {@code wanted} as an offer numbers it to a peer that knows {@code known}: a number never
   * changes its meaning within a session (RFC 3264, section 8.3.2).
   */
  public static List<RtpFormat> numberedAs(List<RtpFormat> wanted, List<RtpFormat> known) {
    var numbered = new ArrayList<RtpFormat>();
    for (var format : wanted) {
      int number =
          match(known, format)
              .map(RtpFormat::payloadType)
              .orElseGet(() -> free(format.payloadType(), numbered, known, wanted));
      numbered.add(renumbered(format, number));
    }
    return numbered;
  }

  private static int free(
      int liked, List<RtpFormat> numbered, List<RtpFormat> known, List<RtpFormat> wanted) {
    if (isFree(liked, numbered, known)) {
      return liked;
    }
    return IntStream.rangeClosed(96, 127)
        .filter(n -> isFree(n, numbered, known) && isFree(n, wanted, known))
        .findFirst()
        .orElse(liked);
  }

  private static boolean isFree(int number, List<RtpFormat> numbered, List<RtpFormat> known) {
    return Stream.concat(numbered.stream(), known.stream())
        .noneMatch(f -> f.payloadType() == number);
  }

  /** Says whether {@code formats} carry speech: more than keys pressed and comfort noise. */
  public static boolean carrySpeech(List<RtpFormat> formats) {
    return formats.stream().anyMatch(f -> !f.isTelephoneEvent() && !isComfortNoise(f));
  }

  /**
   * {@code formats}, with the keys pressed if they carry speech and not these: we take them from
   * whoever sends them, and bring them to the other party in whatever way it knows.
   */
  public static List<RtpFormat> withKeys(List<RtpFormat> formats) {
    if (!carrySpeech(formats) || formats.stream().anyMatch(KEYS::sameEncoding)) {
      return formats;
    }
    int number = free(KEYS.payloadType(), formats, List.of(), formats);
    return Stream.concat(formats.stream(), Stream.of(renumbered(KEYS, number))).toList();
  }

  /** Says whether {@code format} is speech that we can decode, or the keys pressed beside it. */
  public static boolean isRecordable(RtpFormat format) {
    return Transcoding.isTranscodable(format) || format.isTelephoneEvent();
  }

  /**
   * In what of {@code formats} we speak ourselves: G.711 where it is known, which every party to be
   * called later knows too, else whatever we can encode; and the keys pressed beside it.
   */
  public static List<RtpFormat> forOurVoice(List<RtpFormat> formats) {
    var plain = formats.stream().filter(f -> f.isTelephoneEvent() || isG711(f)).toList();
    return carrySpeech(plain) ? plain : formats.stream().filter(Formats::isRecordable).toList();
  }

  private static boolean isG711(RtpFormat format) {
    return Codec.of(format).filter(c -> c == Codec.PCMA || c == Codec.PCMU).isPresent();
  }

  /** The formats of an {@code m=} section; a number that nothing explains is passed over. */
  static List<RtpFormat> of(MediaSection section) throws BadSdp {
    var formats = new ArrayList<RtpFormat>();
    for (var word : section.formats()) {
      int number = number(word);
      if (formats.stream().noneMatch(f -> f.payloadType() == number)) {
        format(number, section).ifPresent(formats::add);
      }
    }
    return formats;
  }

  private static Optional<RtpFormat> match(List<RtpFormat> among, RtpFormat format) {
    return among.stream()
        .filter(f -> f.payloadType() == format.payloadType() && f.sameEncoding(format))
        .findFirst()
        .or(() -> among.stream().filter(f -> f.sameEncoding(format)).findFirst());
  }

  private static RtpFormat renumbered(RtpFormat format, int number) {
    return new RtpFormat(
        number, format.encoding(), format.clockRate(), format.channels(), format.parameters());
  }

  private static boolean isComfortNoise(RtpFormat format) {
    return format.encoding().equalsIgnoreCase("CN");
  }

  private static Optional<RtpFormat> format(int number, MediaSection section) throws BadSdp {
    var parameters = value("fmtp", number, section).orElse("");
    var map = value("rtpmap", number, section);
    if (map.isPresent()) {
      return Optional.of(mapped(number, map.get(), parameters));
    }
    return Optional.ofNullable(STATIC.get(number))
        .map(f -> new RtpFormat(number, f.encoding(), f.clockRate(), f.channels(), parameters));
  }

  /** {@code encoding/clock[/channels]} of RFC 8866, section 6.6. */
  private static RtpFormat mapped(int number, String map, String parameters) throws BadSdp {
    var parts = map.split("/");
    if (parts.length < 2 || parts.length > 3 || !parts[0].matches("[\\w.+-]{1,40}")) {
      throw new BadSdp("SDP has an a=rtpmap that is not encoding/clock rate");
    }
    int channels = parts.length == 3 ? positive(parts[2], 255) : 1;
    return new RtpFormat(number, parts[0], positive(parts[1], 1_000_000), channels, parameters);
  }

  private static Optional<String> value(String name, int number, MediaSection section) {
    var start = name + ':' + number + ' ';
    return section.attributes().stream()
        .filter(a -> a.startsWith(start))
        .map(a -> a.substring(start.length()).strip())
        .findFirst();
  }

  private static int number(String word) throws BadSdp {
    if (word.matches("\\d{1,3}") && Integer.parseInt(word) <= 127) {
      return Integer.parseInt(word);
    }
    throw new BadSdp("SDP has an RTP payload type that is not 0 to 127");
  }

  private static int positive(String word, int most) throws BadSdp {
    if (word.matches("\\d{1,7}") && Integer.parseInt(word) >= 1 && Integer.parseInt(word) <= most) {
      return Integer.parseInt(word);
    }
    throw new BadSdp("SDP has an a=rtpmap that is not encoding/clock rate");
  }
}
