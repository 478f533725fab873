package io.pronto.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.pronto.core.db.Migrations;
import io.vertx.pgclient.PgConnectOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
  @TempDir static Path unpacked;
  @TempDir Path data;

  @BeforeAll
  static void unpackThePrograms() throws EmbeddedFailed {
    Embedded.checkPostgres(unpacked);
    Embedded.checkRedis(unpacked);
  }

  @BeforeEach
  void linkThePrograms() {
    var bin = unpacked.resolve("bin").toString();
    assertThat(Command.run(List.of("cp", "-al", bin, data.toString())).succeeded()).isTrue();
  }

  @Test
  void bothServersStartAndKeepWhatTheyWereToldFromOneRunToTheNext() throws Exception {
    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder);
        var redis = Embedded.redis(folder)) {
      Migrations.run(postgres.url());
      sql(postgres.url(), "create table kept as select 42 as answer");
      redis(redis.url(), "SET", "kept", "42");
    }

    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder);
        var redis = Embedded.redis(folder)) {
      assertThat(number(postgres.url(), "select answer from kept")).isEqualTo(42);
      assertThat(redis(redis.url(), "GET", "kept")).isEqualTo("42");
      assertThat(number(postgres.url(), fsyncIsOn())).isEqualTo(1);
    }
    assertThat(programsOf(data)).isEmpty();
  }

  @Test
  void afterAKillOfTheProcessTheNextOneTakesOverItsServersAndLosesNothing() throws Exception {
    var killed = holding(data);
    var urls = firstLine(killed).split(" ");
    sql(urls[0], "create table kept as select 42 as answer");
    redis(urls[1], "SET", "kept", "42");
    redis(urls[1], "CONFIG", "SET", "appendfsync", "always");
    killed.destroyForcibly().waitFor();
    assertThat(programsOf(data)).hasSize(2);

    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder);
        var redis = Embedded.redis(folder)) {
      assertThat(programsOf(data)).hasSize(2);
      assertThat(number(postgres.url(), "select answer from kept")).isEqualTo(42);
      assertThat(redis(redis.url(), "GET", "kept")).isEqualTo("42");
    }
    assertThat(programsOf(data)).isEmpty();
  }

  @Test
  void aPidFileThatNamesAnotherProcessByNowIsNotBelieved() throws Exception {
    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder)) {
      sql(postgres.url(), "create table kept as select 42 as answer");
    }
    var stale = data.resolve("postgres/cluster/postmaster.pid");
    Files.writeString(stale, ProcessHandle.current().pid() + "\n" + stale.getParent() + "\n");

    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder)) {
      assertThat(number(postgres.url(), "select answer from kept")).isEqualTo(42);
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsTurnedAwayAndNamesTheFirst() throws Exception {
    var first = holding(data);
    firstLine(first);
    try {
      assertThatThrownBy(() -> DataFolder.hold(data))
          .isInstanceOf(EmbeddedFailed.class)
          .hasMessageContaining(data + " is in use by another Pronto (process " + first.pid());
    } finally {
      first.destroyForcibly().waitFor();
      try (var folder = DataFolder.hold(data)) {
        Embedded.postgres(folder).close();
        Embedded.redis(folder).close();
      }
    }
  }

  @Test
  void neitherServerLetsAnybodyInWithoutItsPassword() throws Exception {
    try (var folder = DataFolder.hold(data);
        var postgres = Embedded.postgres(folder);
        var redis = Embedded.redis(folder)) {
      var database = postgres.url().replaceFirst(":[^:@]*@", ":guess@");
      var cache = redis.url().replaceFirst(":[^:@]*@", ":guess@");

      assertThatThrownBy(() -> sql(database, "select 1")).hasMessageContaining("password");
      assertThat(RedisPing.fault(cache)).contains("it does not accept the user or the password");
    }
  }

  @Test
  void nobodyElseMayReadTheData() throws Exception {
    try (var folder = DataFolder.hold(data);
        var _ = Embedded.postgres(folder);
        var redis = Embedded.redis(folder)) {
      redis(redis.url(), "SET", "kept", "42");

      assertThat(readableByOthers(folder.path())).isEmpty();
    }
  }

  @Test
  void whereRootMayMakeNoNamespaceTheDatabaseRunsAsNobody() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root changes users");

    try (var folder = DataFolder.hold(data);
        var postgres = Postgres.start(folder.path(), Unprivileged.AS_NOBODY)) {
      sql(postgres.url(), "create table kept as select 42 as answer");
    }
    try (var folder = DataFolder.hold(data);
        var postgres = Postgres.start(folder.path(), Unprivileged.NAMESPACE)) {
      assertThat(number(postgres.url(), "select answer from kept")).isEqualTo(42);
    }
  }

  static List<String> programsOf(Path data) throws IOException {
    var bin = data.toRealPath().resolve("bin").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> !process.parent().map(parent -> isIn(bin, parent)).orElse(false))
        .flatMap(process -> process.info().command().stream())
        .filter(command -> command.startsWith(bin))
        .toList();
  }

  private static boolean isIn(String bin, ProcessHandle process) {
    return process.info().command().orElse("").startsWith(bin);
  }

  private static Process holding(Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holding.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    return new BufferedReader(process.inputReader()).readLine();
  }

  private static String fsyncIsOn() {
    return "select count(*) from pg_settings where name = 'fsync' and setting = 'on'";
  }

  private static void sql(String url, String sql) throws SQLException {
    var options = PgConnectOptions.fromUri(url);
    try (var connection =
            DriverManager.getConnection(jdbc(options), options.getUser(), options.getPassword());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(String url, String sql) throws SQLException {
    var options = PgConnectOptions.fromUri(url);
    try (var connection =
            DriverManager.getConnection(jdbc(options), options.getUser(), options.getPassword());
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String jdbc(PgConnectOptions options) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(options.getPort(), options.getDatabase());
  }

  private static String redis(String url, String... words) {
    try (var client = RedisClient.create(url);
        var connection = client.connect()) {
      var arguments = new CommandArgs<>(StringCodec.UTF8);
      for (int i = 1; i < words.length; i++) {
        arguments.add(words[i]);
      }
      return connection
          .sync()
          .dispatch(
              CommandType.valueOf(words[0]),
              words[0].equals("GET")
                  ? new ValueOutput<>(StringCodec.UTF8)
                  : new StatusOutput<>(StringCodec.UTF8),
              arguments);
    }
  }

  private static List<Path> readableByOthers(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(path -> !path.startsWith(folder.resolve("bin")))
          .filter(EmbeddedTest::openToOthers)
          .toList();
    }
  }

  private static boolean openToOthers(Path path) {
    try {
      var permissions = Files.getPosixFilePermissions(path);
      return permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.GROUP_READ);
    } catch (IOException gone) {
      return false;
    }
  }
}
