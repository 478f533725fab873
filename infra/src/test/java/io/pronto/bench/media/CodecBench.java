package io.pronto.bench.media;

import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Resampler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to encode, to decode, to conceal and to resample 20 ms of a voice. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CodecBench {
  private static final int FRAMES = 100;

  /** A codec, and the rate of the sound. */
  @Param({"PCMA 8000", "G722 16000", "OPUS 8000", "OPUS 16000", "OPUS 48000"})
  private String codec;

  private final byte[][] packets = new byte[FRAMES][];
  private final byte[] coded = new byte[AudioEncoder.MOST_BYTES];
  private short[] voice;
  private short[] into;
  private short[] resampled;
  private int frame;
  private int turn;
  private AudioEncoder encoder;
  private AudioDecoder decoder;
  private Resampler resampler;

  /** Makes two seconds of a voice, and its packets. */
  @Setup
  public void speak() {
    var words = codec.split(" ");
    int rate = Integer.parseInt(words[1]);
    frame = rate / 50;
    voice = Speech.voice(rate, FRAMES * frame);
    var spoken = Codec.valueOf(words[0]);
    encoder = spoken.encoder(rate, "useinbandfec=1");
    decoder = spoken.decoder(rate);
    into = new short[decoder.capacity()];
    int other = rate == 8_000 ? 16_000 : 8_000;
    resampler = new Resampler(rate, other, frame);
    resampled = new short[resampler.resampled(frame)];
    for (int i = 0; i < FRAMES; i++) {
      int length = encoder.encode(voice, i * frame, frame, coded, 0);
      packets[i] = java.util.Arrays.copyOf(coded, length);
    }
  }

  /** Into a packet. */
  @Benchmark
  public int encode() {
    return encoder.encode(voice, next() * frame, frame, coded, 0);
  }

  /** Out of a packet. */
  @Benchmark
  public int decode() {
    var packet = packets[next()];
    return decoder.decode(packet, 0, packet.length, into);
  }

  /** Out of a packet, and as much again in place of a lost one. */
  @Benchmark
  public short decodeAndConceal() {
    var packet = packets[next()];
    decoder.decode(packet, 0, packet.length, into);
    decoder.conceal(frame, into);
    return into[0];
  }

  /** To 16 kHz from 8, to 8 kHz from any other. */
  @Benchmark
  public int resample() {
    System.arraycopy(voice, next() * frame, into, 0, frame);
    return resampler.resample(into, frame, resampled);
  }

  private int next() {
    turn = (turn + 1) % FRAMES;
    return turn;
  }
}
