package io.pronto.peer;

import io.pronto.bench.Account;
import io.pronto.bench.Child;
import io.pronto.bench.Loopback;
import io.pronto.bench.Scratch;
import io.pronto.sip.phone.Sound;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A running linphonec, Linphone's command-line client, without sound card: it speaks from a WAV and
 * writes what it hears into another.
 */
final class Linphone implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Scratch folder = Scratch.named("linphone");
  private final Child child;

  private Linphone(
      Account account, InetSocketAddress server, String transport, Sound speech, boolean answers) {
    Heard.write(speech, folder.at("speech.wav"));
    folder.write("configuration", configuration(account, server, transport));
    folder.write("home/.local/share/linphone/empty", "");
    var command =
        new ArrayList<>(List.of("linphonec", "-c", folder.at("configuration").toString()));
    if (answers) {
      command.add("-a");
    }
    child = Child.start(command, Map.of("HOME", folder.at("home").toString()));
    child.ask("soundcard use files", "Using wav files");
    child.type("play " + folder.at("speech.wav"));
    child.type("record " + wav());
  }

  /**
   * Starts one that registers {@code account} at {@code server}, and waits until it has.
   *
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   * @param speech what it says in calls, over and over
   */
  static Linphone calling(
      Account account, InetSocketAddress server, String transport, Sound speech) {
    return new Linphone(account, server, transport, speech, false).registered();
  }

  /** The same, and it answers whoever calls. */
  static Linphone answering(
      Account account, InetSocketAddress server, String transport, Sound speech) {
    return new Linphone(account, server, transport, speech, true).registered();
  }

  /** Calls {@code target}, a SIP URI, and waits until sound flows. */
  void call(String target) {
    child.ask("call " + target, "Media streams established");
  }

  /** Waits until it has answered. */
  void awaitAnswered() {
    child.await("Media streams established");
  }

  /** Puts the call on hold. */
  void hold() {
    child.ask("pause", "Pausing call");
  }

  /** Takes it back, and waits until sound flows. */
  void resume() {
    child.ask("resume", "Media streams established");
  }

  /** Hangs up. */
  void hangUp() {
    child.ask("terminate", "ended");
  }

  /** Waits until the call is over. */
  void awaitOver() {
    child.await("Call \\d+ with .* ended");
  }

  /** What it has heard in the latest call. */
  Sound heard() {
    return Heard.in(wav());
  }

  @Override
  public void close() {
    child.close();
    folder.close();
  }

  /** Asks until it has registered: of that it says nothing by itself. */
  private Linphone registered() {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (child
          .ask("status register", "^registered.*")
          .group()
          .startsWith("registered, identity")) {
        return this;
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    throw new IllegalStateException("Linphone did not register:\n" + child.output().tail());
  }

  private Path wav() {
    return folder.at("heard.wav");
  }

  private static String configuration(Account account, InetSocketAddress server, String transport) {
    int port = Loopback.phone().getPort();
    var proxy = "%s:%d".formatted(server.getAddress().getHostAddress(), server.getPort());
    return """
    [sip]
    sip_port=%1$d
    sip_tcp_port=%1$d
    sip_tls_port=%9$d
    %10$s
    use_ipv6=0
    default_proxy=0
    [proxy_0]
    reg_proxy=<sip:%2$s;transport=%3$s>
    reg_route=<sip:%2$s;lr;transport=%3$s>
    reg_identity=%4$s
    reg_expires=600
    reg_sendregister=1
    publish=0
    [auth_info_0]
    username=%5$s
    passwd=%6$s
    realm=%7$s
    [rtp]
    audio_rtp_port=%8$d
    [sound]
    echocancellation=0
    [video]
    enabled=0
    automatically_initiate=0
    automatically_accept=0
    """
        .formatted(
            port,
            proxy,
            transport,
            account.uri(),
            account.username(),
            account.password(),
            account.domain(),
            Loopback.phone().getPort() & ~1,
            transport.equals("tls") ? -1 : 0, // any, or none
            transport.equals("tls") ? "root_ca=" + PeerServer.authority() : "");
  }
}
