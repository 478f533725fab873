package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A process that seals files while the kernel lets no file of it grow beyond a limit, as a full
 * disk does. It says what it has done, and waits for a line before it goes on.
 */
public final class WriterOnAFullDisk {
  static final int SEGMENT = 1000;
  static final byte[] KEY = new byte[32];
  static final byte[] HEADER = "{}".getBytes(UTF_8);
  private static final String SAID = "said ";
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, UTF_8));

  private WriterOnAFullDisk() {}

  /** Starts it with a folder for its files. */
  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            WriterOnAFullDisk.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The next thing that it says, between the lines of its log. */
  static String next(BufferedReader output) throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(SAID)) {
        return line.substring(SAID.length());
      }
    }
    throw new IOException("It has ended");
  }

  /** Sets how long a file of {@code process} may become, in bytes; the hard limit stays. */
  static void limit(Process process, String bytes) throws IOException, InterruptedException {
    var command = List.of("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ':');
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("No limit was set");
    }
  }

  /** So many segments, each of another content. */
  static byte[] content(int segments) {
    var content = new byte[segments * SEGMENT];
    for (int i = 0; i < segments; i++) {
      Arrays.fill(content, i * SEGMENT, (i + 1) * SEGMENT, (byte) (i + 1));
    }
    return content;
  }

  /** What the process does. */
  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[0]);
    say("begun");
    try {
      SealedWriter.create(folder.resolve("headless"), KEY, HEADER, SEGMENT);
    } catch (IOException full) {
      say("refused " + Files.exists(folder.resolve("headless")));
    }

    var writer = SealedWriter.create(folder.resolve("file"), KEY, HEADER, SEGMENT);
    var content = content(4);
    writer.append(content, 0, SEGMENT);
    say("one");
    try {
      writer.append(content, SEGMENT, SEGMENT);
    } catch (IOException full) {
      say("full after " + writer.length());
    }
    try {
      writer.goOn();
    } catch (IOException full) {
      say("still full after " + writer.length());
    }
    writer.goOn();
    writer.append(content, 2 * SEGMENT, 2 * SEGMENT);
    writer.close();
    say("closed");
    System.exit(0);
  }

  private static void say(Object what) throws IOException {
    System.out.println(SAID + what);
    IN.readLine();
  }
}
