package io.pronto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside a build that is finished, with JDKs that only say who they are. */
class LauncherTest {
  @TempDir Path home;

  @BeforeEach
  void aFinishedBuild() throws IOException {
    var repository = Path.of("..").toRealPath();
    Files.copy(repository.resolve("pronto"), home.resolve("pronto"));
    executable(home.resolve("pronto"));
    Files.copy(repository.resolve("pom.xml"), home.resolve("pom.xml"));
    var target = Files.createDirectories(home.resolve("infra/target"));
    Files.createDirectories(home.resolve("infra/src/main"));
    Files.writeString(home.resolve("infra/pom.xml"), "");
    Files.writeString(target.resolve("pronto-infra-0.jar"), "");
    Files.writeString(target.resolve("class-path"), "libraries");
    Files.setLastModifiedTime(
        target.resolve("class-path"), FileTime.from(Instant.now().plusSeconds(60)));
  }

  @Test
  void anOldJavaHomeIsPassedOverForANewerJdk() throws Exception {
    var old = jdk("old", "17.0.12");
    jdk("user/.jdks/new", "26.0.1");

    var run = launch(Map.of("JAVA_HOME", old.toString()));

    assertThat(run.status()).isZero();
    assertThat(run.output()).doesNotContain("java 17").containsPattern("java (2[5-9]|[3-9]\\d)");
  }

  @Test
  void aJavaHomeThatIsNewEnoughIsTaken() throws Exception {
    var chosen = jdk("chosen", "25.0.3");

    var run = launch(Map.of("JAVA_HOME", chosen.toString()));

    assertThat(run.output())
        .startsWith("java 25.0.3 ")
        .contains("--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders")
        .contains("-Dpronto.home=" + home.toRealPath())
        .contains("io.pronto.Pronto check");
  }

  @Test
  void aSourceNewerThanTheBuildIsBuiltFirstAndAFailureShowsItsReason() throws Exception {
    var chosen = jdk("chosen", "25.0.3");
    script("user/bin/mvn", "echo '[ERROR] COMPILATION ERROR'; exit 1");
    Files.setLastModifiedTime(
        home.resolve("infra/target/class-path"), FileTime.from(Instant.EPOCH));

    var run = launch(Map.of("JAVA_HOME", chosen.toString()));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output())
        .contains("pronto: building", "[ERROR] COMPILATION ERROR", "infra/target/build.log")
        .doesNotContain("io.pronto.Pronto");
  }

  private record Run(int status, String output) {}

  private Run launch(Map<String, String> environment) throws Exception {
    var builder = new ProcessBuilder(home.resolve("pronto").toString(), "check");
    builder.redirectErrorStream(true).environment().clear();
    builder.environment().putAll(new HashMap<>(environment));
    builder.environment().put("HOME", home.resolve("user").toString());
    builder.environment().put("PATH", home.resolve("user/bin") + ":/usr/bin:/bin");
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  private Path jdk(String name, String version) throws IOException {
    script(name + "/bin/java", "echo java " + version + " \"$@\"");
    script(name + "/bin/javac", "");
    Files.writeString(home.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home.resolve(name);
  }

  private void script(String name, String commands) throws IOException {
    var file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
