package io.pronto.media.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions of libopus (RFC 6716) that are used, by their names in {@code opus.h}. */
final class OpusLibrary {
  /** OPUS_APPLICATION_VOIP. */
  static final int VOIP = 2048;

  static final int SET_BITRATE = 4002;
  static final int SET_MAX_BANDWIDTH = 4004;
  static final int SET_VBR = 4006;
  static final int SET_COMPLEXITY = 4010;
  static final int SET_INBAND_FEC = 4012;
  static final int SET_PACKET_LOSS = 4014;

  private static final Logger LOG = LoggerFactory.getLogger(OpusLibrary.class);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Optional<SymbolLookup> SYMBOLS = symbols();

  private static final MethodHandle ENCODER_CREATE =
      handle("opus_encoder_create", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle ENCODER_DESTROY = handle("opus_encoder_destroy", null, ADDRESS);
  private static final MethodHandle ENCODE =
      handle("opus_encode", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle ENCODER_SET =
      handle("opus_encoder_ctl", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle DECODER_CREATE =
      handle("opus_decoder_create", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle DECODER_DESTROY = handle("opus_decoder_destroy", null, ADDRESS);
  private static final MethodHandle DECODE =
      handle("opus_decode", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  private OpusLibrary() {}

  /** Whether there is a library for this machine: Linux or macOS, 64 bits. */
  static boolean isAvailable() {
    return SYMBOLS.isPresent();
  }

  static MemorySegment newEncoder(int rate) {
    try (var arena = Arena.ofConfined()) {
      var error = arena.allocate(JAVA_INT);
      var made = (MemorySegment) ENCODER_CREATE.invokeExact(rate, 1, VOIP, error);
      return checked(made, error.get(JAVA_INT, 0));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static MemorySegment newDecoder(int rate) {
    try (var arena = Arena.ofConfined()) {
      var error = arena.allocate(JAVA_INT);
      var made = (MemorySegment) DECODER_CREATE.invokeExact(rate, 1, error);
      return checked(made, error.get(JAVA_INT, 0));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static void destroyEncoder(MemorySegment encoder) {
    try {
      ENCODER_DESTROY.invokeExact(encoder);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static void destroyDecoder(MemorySegment decoder) {
    try {
      DECODER_DESTROY.invokeExact(decoder);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Sets {@code what} of an encoder to {@code value}. */
  static void set(MemorySegment encoder, int what, int value) {
    try {
      int error = (int) ENCODER_SET.invokeExact(encoder, what, value);
      if (error != 0) {
        throw new IllegalArgumentException("Opus refuses " + value + " for " + what);
      }
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Encodes {@code samples} at {@code sound}; returns bytes at {@code packet}, below 0 if none. */
  static int encode(
      MemorySegment encoder, MemorySegment sound, int samples, MemorySegment packet, int most) {
    try {
      return (int) ENCODE.invokeExact(encoder, sound, samples, packet, most);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * Decodes {@code length} bytes at {@code packet}, or conceals if that is {@link
   * MemorySegment#NULL}.
   *
   * @param earlier 1 to decode what the packet says of the one before it
   * @return samples at {@code sound}, below 0 if it is no packet of Opus
   */
  static int decode(
      MemorySegment decoder,
      MemorySegment packet,
      int length,
      MemorySegment sound,
      int most,
      int earlier) {
    try {
      return (int) DECODE.invokeExact(decoder, packet, length, sound, most, earlier);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static MemorySegment checked(MemorySegment made, int error) {
    if (error != 0 || made.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("Opus cannot begin: error " + error);
    }
    return made;
  }

  private static RuntimeException broken(Throwable e) {
    return e instanceof RuntimeException plain ? plain : new IllegalStateException(e);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    if (SYMBOLS.isEmpty()) {
      return null;
    }
    var described =
        result == null
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(result, parameters);
    var function = SYMBOLS.get().findOrThrow(name);
    return name.endsWith("_ctl")
        ? LINKER.downcallHandle(function, described, Linker.Option.firstVariadicArg(2))
        : LINKER.downcallHandle(function, described);
  }

  private static Optional<SymbolLookup> symbols() {
    var resource = OpusLibrary.class.getClassLoader().getResource(file());
    if (resource == null) {
      LOG.warn("Opus cannot be transcoded or recorded on this machine: there is no {}", file());
      return Optional.empty();
    }
    return load(resource, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Loads the library by way of a copy in {@code folder}. Where that cannot be, for instance
   * because nothing may be written or run there, calls go on without it.
   */
  @SuppressWarnings("restricted")
  static Optional<SymbolLookup> load(URL resource, Path folder) {
    try (var in = resource.openStream()) {
      var copy = Files.createTempFile(folder, "pronto-opus", ".lib");
      try {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        var symbols = SymbolLookup.libraryLookup(copy, Arena.global());
        return symbols.find("opus_encode").map(_ -> symbols);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("Opus cannot be transcoded or recorded on this machine: {}", e.toString());
      return Optional.empty();
    }
  }

  private static String file() {
    var machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86-64";
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system.startsWith("mac")
        ? "darwin-" + machine + "/libjnopus.dylib"
        : "linux-" + machine + "/libjnopus.so";
  }
}
