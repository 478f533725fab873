package io.pronto.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What a fuzz target is fed with in ordinary tests: its seeds, and what becomes of them when bytes
 * are changed, lost, doubled or put together. {@code infra/fuzz} feeds it for longer, and better.
 */
public final class Mutants {
  private static final int MOST_EDITS = 8;

  private Mutants() {}

  /** Feeds {@code target} with {@code seeds} and {@code count} mutants, the same in each run. */
  public static void feed(List<byte[]> seeds, int count, Consumer<byte[]> target) {
    seeds.forEach(seed -> feed(seed, target));
    for (int i = 0; i < count; i++) {
      feed(mutant(seeds, new Random(i)), target);
    }
  }

  /** Cuts input into pieces, as {@link #joined} has put them together; whatever it is. */
  public static List<byte[]> pieces(byte[] input, int from) {
    var pieces = new ArrayList<byte[]>();
    int at = from;
    while (at + 2 <= input.length) {
      int length = (input[at] & 0x07) << 8 | input[at + 1] & 0xFF;
      int end = Math.min(input.length, at + 2 + length);
      pieces.add(Arrays.copyOfRange(input, at + 2, end));
      at = end;
    }
    return pieces;
  }

  /** Input that begins with {@code head} and is cut into {@code pieces} of up to 2,047 bytes. */
  public static byte[] joined(byte[] head, List<byte[]> pieces) {
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(head);
    for (var piece : pieces) {
      joined.write(piece.length >> 8);
      joined.write(piece.length);
      joined.writeBytes(piece);
    }
    return joined.toByteArray();
  }

  /** Writes the seeds of a target as files: {@code Mutants CLASS FOLDER}. */
  public static void main(String... arguments) throws ReflectiveOperationException, IOException {
    var seeds = Class.forName(arguments[0]).getDeclaredMethod("seeds");
    seeds.setAccessible(true);
    var folder = Files.createDirectories(Path.of(arguments[1]));
    int number = 0;
    for (var seed : (List<?>) seeds.invoke(null)) {
      Files.write(folder.resolve("seed-" + number++), (byte[]) seed);
    }
  }

  private static void feed(byte[] input, Consumer<byte[]> target) {
    try {
      target.accept(input.clone());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("By " + HexFormat.of().formatHex(input), e);
    }
  }

  private static byte[] mutant(List<byte[]> seeds, Random random) {
    var mutant = seeds.get(random.nextInt(seeds.size())).clone();
    for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0 && mutant.length > 0; edits--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt();
        case 2 -> mutant[at] = (byte) (random.nextBoolean() ? 0 : 0xFF);
        case 3 -> mutant = Arrays.copyOf(mutant, at);
        case 4 -> mutant = spliced(mutant, at, seeds.get(random.nextInt(seeds.size())), random);
        default -> mutant = spliced(mutant, at, mutant, random);
      }
    }
    return mutant;
  }

  private static byte[] spliced(byte[] one, int at, byte[] other, Random random) {
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    var spliced = Arrays.copyOf(one, at + other.length - from);
    System.arraycopy(other, from, spliced, at, other.length - from);
    return spliced;
  }
}
