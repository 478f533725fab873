package io.pronto.check;

import com.sun.management.UnixOperatingSystemMXBean;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at what does not depend on any other server: JDK, files, disk. */
final class MachineCheck {
  private static final int FILES_PER_CALL = 6;
  private static final int FILES_BESIDE = 500;
  private static final long SCARCE_BYTES = 1L << 30;

  private MachineCheck() {}

  static Finding jdk() {
    return Finding.good("JDK", Runtime.version() + " of " + System.getProperty("java.vendor"));
  }

  /** Each call holds three sockets for each party. */
  static Finding files(Settings.Media media) {
    long limit =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    long calls = Math.max(0, (limit - FILES_BESIDE) / FILES_PER_CALL);
    var words = "%,d open files: up to %,d calls at once".formatted(limit, calls);
    int ports = (media.lastPort() - media.firstPort() + 1) / 4;
    return calls < ports
        ? Finding.poor("file limit", words + "; raise it by ulimit -n to use all of media.ports")
        : Finding.good("file limit", words);
  }

  static Finding data(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".check", ""));
      long free = Files.getFileStore(folder).getUsableSpace();
      var words = "%s can be written, %.1f GB free".formatted(folder, free / 1e9);
      return free < SCARCE_BYTES
          ? Finding.poor("data", words + ": recordings will soon fill that")
          : Finding.good("data", words);
    } catch (IOException e) {
      return Finding.bad(
          "data", folder + " cannot be written: give it to this user, or name another folder");
    }
  }
}
