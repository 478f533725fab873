package io.pronto.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL on a folder of its own and a free port of 127.0.0.1, with a password that is kept
 * beside it. What is committed is on disk.
 */
final class Postgres implements Store {
  private static final String NAME = "pronto";
  private static final int ATTEMPTS = 3;
  private static final long RECOVERY_SECONDS = 7 * 24 * 3_600L;
  private static final String TOO_EARLY =
      "recovery ended before configured recovery target was reached";

  /** Where the pid file names the port, from 0. */
  private static final int PORT_LINE = 3;

  /** Where the pid file tells how far it is, from 0. */
  private static final int STATUS_LINE = 7;

  private static final long LOOK_MILLIS = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

  /** Errors are logged without the row that caused them, which may be a customer's. */
  private static final List<String> CONFIGURATION =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "timezone=UTC",
          "lc_messages=C",
          // a segment of the log that is used again would keep what was erased
          "wal_recycle=off",
          // what a backup has not fetched yet fills no more of the disk than that
          "max_slot_wal_keep_size=4GB",
          "log_error_verbosity=terse",
          "logging_collector=on",
          "log_directory=log",
          "log_filename=%a.log",
          "log_rotation_age=1d",
          "log_rotation_size=0",
          "log_truncate_on_rotation=on",
          "log_file_mode=0600");

  private final Path folder;
  private final Path cluster;
  private final Path programs;
  private final Unprivileged way;
  private final String password;
  private int port;

  private Postgres(Path data, Path programs, Unprivileged way, String password) {
    this.folder = data.resolve("postgres");
    this.cluster = folder.resolve("cluster");
    this.programs = programs.resolve("bin");
    this.way = way;
    this.password = password;
  }

  /** Starts it on {@code data}, after whatever an earlier process has left running there. */
  static Postgres start(Path data, Unprivileged way) throws EmbeddedFailed {
    try {
      var password = KeptSecret.password(data.resolve("postgres.password"));
      var postgres = new Postgres(data, new Binaries(data).postgres(), way, password);
      OwnerOnly.folder(postgres.folder);
      way.own(postgres.folder, data);
      postgres.create();
      postgres.stopLeftover();
      postgres.launch();
      return postgres;
    } catch (IOException e) {
      throw new EmbeddedFailed("PostgreSQL cannot use %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  /** The {@link #url} of the one that runs on {@code data}; empty when none does. */
  static Optional<String> running(Path data) throws IOException {
    var secret = data.resolve("postgres.password");
    if (!Files.exists(secret)) {
      return Optional.empty();
    }
    var postgres = new Postgres(data, data, Unprivileged.PLAIN, KeptSecret.password(secret));
    if (!postgres.isRunning()) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(postgres.pidFile());
    if (lines.size() <= PORT_LINE) { // it has only begun to start
      return Optional.empty();
    }
    postgres.port = Integer.parseInt(lines.get(PORT_LINE).strip());
    return Optional.of(postgres.url());
  }

  /** Stops the one that a process which was killed has left running on {@code data}, if any. */
  static void stopLeftover(Path data, Unprivileged way) throws EmbeddedFailed, IOException {
    new Postgres(data, new Binaries(data).postgres(), way, "").stopLeftover();
  }

  /**
   * Has a cluster that a backup was put into recover from its log, and stops it. It goes on in a
   * timeline of its own: what another has written since is never mistaken for its.
   *
   * @param until where to stop; empty for the end of the log
   * @return false when the log ends before {@code until}
   */
  static boolean recover(Path data, Unprivileged way, Optional<Instant> until)
      throws EmbeddedFailed {
    try {
      var password = KeptSecret.password(data.resolve("postgres.password"));
      var postgres = new Postgres(data, new Binaries(data).postgres(), way, password);
      postgres.checkVersion();
      var settings = postgres.cluster.resolve("postgresql.auto.conf");
      var kept = Files.readString(settings);
      Files.writeString(settings, kept + recovery(until));
      OwnerOnly.write(postgres.cluster.resolve("recovery.signal"), "");
      way.own(postgres.folder, data);
      way.own(postgres.cluster.resolve("recovery.signal"), data);
      boolean recovered = postgres.runUntilRecovered();
      Files.writeString(settings, kept);
      return recovered;
    } catch (IOException e) {
      throw new EmbeddedFailed("PostgreSQL cannot use %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  /** There is no archive to ask: all of the log that is wanted is in its place already. */
  private static String recovery(Optional<Instant> until) {
    var target =
        until
            .map(
                time ->
                    "recovery_target_time = '%s'\nrecovery_target_action = 'promote'\n"
                        .formatted(TIME.format(time)))
            .orElse("");
    return "\nrestore_command = 'false'\n" + target;
  }

  private boolean runUntilRecovered() throws IOException, EmbeddedFailed {
    port = FreePort.next();
    var options = options("-c hot_standby=off -c wal_recycle=off ");
    var started =
        Command.run(
            way.command(
                program("pg_ctl"),
                "start",
                "--silent",
                "--pgdata=" + cluster,
                "--wait",
                "--timeout=" + RECOVERY_SECONDS,
                "--log=" + folder.resolve("start.log"),
                "-o",
                options),
            "",
            RECOVERY_SECONDS);
    if (started.succeeded() && isReadyInTheEnd()) {
      close();
      return true;
    }
    var fault = lastFault();
    if (fault.contains(TOO_EARLY)) {
      return false;
    }
    throw new EmbeddedFailed(
        "PostgreSQL did not recover: %s (more in %s)".formatted(fault, cluster.resolve("log")));
  }

  /** Waits until it has recovered; false where it ends before. */
  private boolean isReadyInTheEnd() throws IOException {
    try {
      while (isRunning()) {
        var lines = Files.readAllLines(pidFile());
        if (lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready")) {
          return true;
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return false;
    } catch (NoSuchFileException ended) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String lastFault() throws IOException {
    var logs = new ArrayList<>(List.of(folder.resolve("start.log")));
    var later = cluster.resolve("log");
    if (Files.isDirectory(later)) {
      try (var all = Files.list(later)) {
        all.sorted().forEach(logs::add);
      }
    }
    var last = "it did not start";
    for (var log : logs) {
      try (var lines = Files.lines(log)) {
        last = lines.filter(line -> line.contains("FATAL:")).reduce(last, (_, line) -> line);
      }
    }
    return last;
  }

  /** {@code postgresql://user:password@127.0.0.1:port/name}, as the owner of everything in it. */
  @Override
  public String url() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(NAME, password, port, NAME);
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public boolean isRunning() throws IOException {
    return process().isPresent();
  }

  @Override
  public void revive() throws IOException, EmbeddedFailed {
    stopLeftover();
    require(startOn(port));
  }

  /** Ends every session and stops; what was committed stays. */
  @Override
  public void close() {
    if (!control("stop", "--mode=fast", "--timeout=30").succeeded()) {
      control("stop", "--mode=immediate", "--timeout=30");
    }
  }

  /** Makes the cluster and the database under another name first: half a cluster is none. */
  private void create() throws IOException, EmbeddedFailed {
    if (Files.exists(cluster)) {
      checkVersion();
      return;
    }
    var draft = folder.resolve("cluster.new");
    OwnerOnly.delete(draft);
    var secret = folder.resolve("password.new");
    OwnerOnly.write(secret, password);
    way.own(secret, folder);
    try {
      require("made no cluster", way.command(initdb(draft, secret)), "");
      require(
          "made no database",
          way.command(program("postgres"), "--single", "-D", draft.toString(), "postgres"),
          "create database %s;\n".formatted(NAME));
    } finally {
      Files.deleteIfExists(secret);
    }
    Files.move(draft, cluster);
  }

  /** The collation is PostgreSQL's own, so that no update of the system's breaks an index. */
  private String[] initdb(Path draft, Path secret) {
    return new String[] {
      program("initdb"),
      "--pgdata=" + draft,
      "--username=" + NAME,
      "--pwfile=" + secret,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions"
    };
  }

  private void checkVersion() throws IOException, EmbeddedFailed {
    var found = Files.readString(cluster.resolve("PG_VERSION")).strip();
    var ours = Command.run(List.of(program("postgres"), "--version"));
    if (ours.succeeded() && !ours.output().contains(" " + found + '.')) {
      throw new EmbeddedFailed(
          "%s was made by PostgreSQL %s, but this Pronto brings %s: move its rows by pg_dump"
              .formatted(cluster, found, ours.lastLine()));
    }
  }

  /**
   * After a crash of ours PostgreSQL still runs; after one of the machine its pid file still names
   * a process, which may by now be anything.
   */
  private void stopLeftover() throws IOException {
    if (process().isPresent()) {
      close();
    }
    Files.deleteIfExists(pidFile());
  }

  /** The process that the pid file names, if that is this PostgreSQL. */
  private OptionalLong process() throws IOException {
    if (!Files.exists(pidFile())) {
      return OptionalLong.empty();
    }
    var pid = Files.readString(pidFile()).lines().findFirst().map(String::strip).orElse("");
    return pid.matches("\\d+") && isPostgres(Long.parseLong(pid))
        ? OptionalLong.of(Long.parseLong(pid))
        : OptionalLong.empty();
  }

  private Path pidFile() {
    return cluster.resolve("postmaster.pid");
  }

  private boolean isPostgres(long pid) throws IOException {
    var process = ProcessHandle.of(pid);
    var command = process.flatMap(handle -> handle.info().command()).orElse("");
    var folder = Path.of("/proc", "" + pid, "cwd");
    return command.endsWith("/postgres")
        && (!Files.exists(folder) || folder.toRealPath().equals(cluster.toRealPath()));
  }

  private void launch() throws EmbeddedFailed {
    for (int attempt = 1; ; attempt++) {
      port = FreePort.next();
      var started = startOn(port);
      if (started.succeeded()) {
        return;
      }
      close(); // it may have been given up while it was still starting
      if (attempt == ATTEMPTS) {
        require(started);
      }
    }
  }

  private Command startOn(int port) {
    this.port = port;
    return control(
        "start",
        "--wait",
        "--timeout=60",
        "--log=" + folder.resolve("start.log"),
        "-o",
        options(""));
  }

  private String options(String more) {
    return CONFIGURATION.stream()
        .map("-c "::concat)
        .collect(Collectors.joining(" ", "-p " + port + ' ' + more, ""));
  }

  private void require(Command started) throws EmbeddedFailed {
    if (!started.succeeded()) {
      throw new EmbeddedFailed(
          "PostgreSQL did not start: %s (more in %s)".formatted(started.lastLine(), folder));
    }
  }

  private Command control(String verb, String... words) {
    var all =
        Stream.concat(
            Stream.of(program("pg_ctl"), verb, "--silent", "--pgdata=" + cluster),
            Stream.of(words));
    return Command.run(way.command(all.toArray(String[]::new)));
  }

  private static void require(String fault, List<String> words, String input)
      throws EmbeddedFailed {
    var command = Command.run(words, input);
    if (!command.succeeded()) {
      throw new EmbeddedFailed("PostgreSQL %s: %s".formatted(fault, command.lastLine()));
    }
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }
}
