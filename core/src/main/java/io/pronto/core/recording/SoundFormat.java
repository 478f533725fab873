package io.pronto.core.recording;

import java.util.Locale;

/** Which file a recording is taken away as. */
public enum SoundFormat {
  /** Linear, as it was kept: of known length, so that any part of it can be asked for. */
  WAV("audio/wav"),
  /** FLAC (RFC 9639), which loses nothing and takes about half the room. */
  FLAC("audio/flac"),
  /** Opus in Ogg (RFC 7845), which takes a fifteenth. */
  OGG("audio/ogg");

  private final String mediaType;

  SoundFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The media type (RFC 9639, section 14.1; RFC 7845, section 9). */
  public String mediaType() {
    return mediaType;
  }

  /** As a request names it, and a file's name ends. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word}; throws {@link IllegalArgumentException} for anything else. */
  public static SoundFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
