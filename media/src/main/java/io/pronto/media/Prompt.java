package io.pronto.media;

import io.pronto.media.codec.Cadence;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.KeyTones;
import io.pronto.media.codec.NetworkTones;
import io.pronto.media.codec.Resampler;
import io.pronto.media.codec.Wav;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sound to be played to one party: kept ready in both laws of G.711, and where there is more of it
 * than these carry at 16 kHz as well; shared by all who play it.
 */
public final class Prompt {
  private static final Map<String, Prompt> READY = new ConcurrentHashMap<>();
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a wideband prompt has for each sample at 8 kHz. */
  private static final int WIDE = 2;

  private final String name;
  private final byte[] alaw;
  private final byte[] mulaw;
  private final Optional<short[]> wide;
  private final int said;

  private Prompt(String name, short[] samples, Optional<short[]> wide, int said) {
    this.name = name;
    this.alaw = G711.PCMA.encode(samples);
    this.mulaw = G711.PCMU.encode(samples);
    this.wide = wide;
    this.said = said;
  }

  /** A prompt of 16-bit samples at 8 kHz. */
  public static Prompt of(String name, short[] samples) {
    return new Prompt(name, samples, Optional.empty(), 0);
  }

  /** A prompt of 16-bit samples at 16 kHz, heard as such by whose codec carries that. */
  public static Prompt wideband(String name, short[] samples) {
    return wideband(name, samples, Duration.ZERO);
  }

  /**
   * The same with time left after it.
   *
   * @param pause how much; it does not count for {@link #fingerprint}
   */
  public static Prompt wideband(String name, short[] samples, Duration pause) {
    int after = (int) pause.toMillis() * WIDE * G711.RATE / 1000;
    var even = Arrays.copyOf(samples, (samples.length + after + 1) / WIDE * WIDE);
    var down = new Resampler(WIDE * G711.RATE, G711.RATE, even.length);
    var narrow = new short[even.length / WIDE];
    down.resample(even, even.length, narrow);
    return new Prompt(name, narrow, Optional.of(even), samples.length);
  }

  /** The music that ships with the product, for whoever is on hold. */
  public static Prompt holdMusic() {
    return READY.computeIfAbsent("prompts/hold-music.wav", Prompt::wideResource);
  }

  /**
   * The notice that the call is recorded, in {@code language} (ISO 639-1; fr, en or it; English for
   * any other).
   */
  public static Prompt recordingNotice(String language) {
    return spoken("recording-notice", language);
  }

  /** The same, that tells how to refuse: by key 9, for which there is time at its end. */
  public static Prompt refusableNotice(String language) {
    return spoken("refusable-notice", language);
  }

  /** Says that the call is not recorded, in {@code language}. */
  public static Prompt notRecorded(String language) {
    return spoken("not-recorded", language);
  }

  /**
   * Why a call that shows no number is not taken, in {@code language} as above.
   *
   * @param why it shows none: {@code hidden}, {@code masked}, {@code malformed} or {@code missing}
   */
  public static Prompt anonymousRefused(String why, String language) {
    return spoken("anonymous-" + why, language);
  }

  /** Asks for the code that lets a caller through who shows no number, in {@code language}. */
  public static Prompt askForCode(String language) {
    return spoken("ask-for-code", language);
  }

  /** Says that the code keyed in is not the one, and asks for it again, in {@code language}. */
  public static Prompt wrongCode(String language) {
    return spoken("wrong-code", language);
  }

  /** What is said to whoever calls a conference, or is in one. */
  public enum OfConference {
    /** Asks for the PIN. */
    PIN,
    /** The moderator is waited for; with 8 s without a word at its end, to be repeated. */
    WAIT,
    /** There is no room left. */
    FULL,
    /** Nobody is let in any more. */
    LOCKED,
    /** The party is muted. */
    MUTED,
    /** The party is muted no longer. */
    UNMUTED,
    /** To a moderator: nobody else is let in from now on. */
    CLOSED,
    /** To a moderator: whoever calls is let in again. */
    OPEN
  }

  /** Says {@code what} in {@code language} as above. */
  public static Prompt conference(OfConference what, String language) {
    return spoken("conference-" + what.name().toLowerCase(Locale.ROOT), language);
  }

  /** Tells an agent that a supervisor joins the call, in {@code language} as above. */
  public static Prompt supervision(String language) {
    return spoken("supervision", language);
  }

  private static Prompt spoken(String name, String language) {
    var spoken =
        switch (language.toLowerCase(Locale.ROOT)) {
          case "fr" -> "fr";
          case "it" -> "it";
          default -> "en";
        };
    return READY.computeIfAbsent("prompts/" + spoken + '/' + name + ".wav", Prompt::resource);
  }

  /** One period of what a caller in {@code country} (ISO 3166 alpha-2) hears while it rings. */
  public static Prompt ringback(String country) {
    var tones = NetworkTones.of(country);
    return tone("ringback " + tones, tones.ringback());
  }

  /** One period of what a caller in {@code country} (ISO 3166 alpha-2) hears when it is busy. */
  public static Prompt busy(String country) {
    var tones = NetworkTones.of(country);
    return tone("busy " + tones, tones.busy());
  }

  /** The same where there is no way to whom is called now. */
  public static Prompt congestion(String country) {
    var tones = NetworkTones.of(country);
    return tone("congestion " + tones, tones.congestion());
  }

  /** The same where the number cannot be reached as it was dialled: three rising tones. */
  public static Prompt specialInformation(String country) {
    var tones = NetworkTones.of(country);
    return tone("special information " + tones, tones.special());
  }

  /** The same where whoever is talking is called by somebody else. */
  public static Prompt callWaiting(String country) {
    var tones = NetworkTones.of(country);
    return tone("call waiting " + tones, tones.waiting());
  }

  private static Prompt tone(String name, Cadence cadence) {
    return READY.computeIfAbsent(name, _ -> of(name, cadence.samples()));
  }

  /** Two tones that rise, for who comes in. */
  public static Prompt chimeIn() {
    return READY.computeIfAbsent("chime in", name -> of(name, chime(660, 880)));
  }

  /** Two tones that fall, for who leaves. */
  public static Prompt chimeOut() {
    return READY.computeIfAbsent("chime out", name -> of(name, chime(880, 660)));
  }

  private static short[] chime(int first, int second) {
    var samples = new short[G711.RATE / 5];
    for (int i = 0; i < samples.length; i++) {
      int hertz = i < samples.length / 2 ? first : second;
      samples[i] = (short) (3_000 * Math.sin(2 * Math.PI * hertz * i / G711.RATE));
    }
    return samples;
  }

  /** The tones of {@code key}: a digit, {@code *}, {@code #}, or A to D, for 100 ms. */
  public static Prompt key(char key) {
    return READY.computeIfAbsent("key " + key, _ -> of("a key", KeyTones.samples(key)));
  }

  /** What it is, for a log line. */
  public String name() {
    return name;
  }

  /**
   * The SHA-256 of its sound, in hexadecimal: what was played can be told from it. Of a wideband
   * prompt that is of its samples, the lower byte of each first, of any other of its A-law.
   */
  public String fingerprint() {
    try {
      var sound = wide.map(this::bytes).orElse(alaw);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sound));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /** How long it lasts when played once. */
  public Duration length() {
    return SECOND.multipliedBy(alaw.length).dividedBy(G711.RATE);
  }

  /**
   * Its sound in {@code law}, one byte per sample at 8 kHz. Shared: whoever reads it must not write
   * to it.
   */
  public byte[] sound(G711 law) {
    return switch (law) {
      case PCMA -> alaw;
      case PCMU -> mulaw;
    };
  }

  /**
   * Its samples at 16 kHz, two for each of {@link #sound}, if it is a wideband prompt. Shared as
   * well.
   */
  public Optional<short[]> wide() {
    return wide;
  }

  private byte[] bytes(short[] samples) {
    var bytes = ByteBuffer.allocate(2 * said).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples, 0, said);
    return bytes.array();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Prompt resource(String path) {
    return of(path, samples(path, G711.RATE));
  }

  private static Prompt wideResource(String path) {
    return wideband(path, samples(path, WIDE * G711.RATE));
  }

  private static short[] samples(String path, int rate) {
    try (var in = Prompt.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("No prompt " + path);
      }
      return Wav.samples(in.readAllBytes(), rate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
