package io.pronto.peer;

import io.pronto.bench.Account;
import io.pronto.bench.Child;
import io.pronto.bench.Loopback;
import io.pronto.bench.Scratch;
import io.pronto.bench.Transcript;
import io.pronto.core.Waiting;
import io.pronto.sip.phone.Sound;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A running baresip without sound card: it speaks from a WAV, writes what it hears into others, and
 * is driven over its module {@code ctrl_tcp} (JSON in netstrings).
 */
final class Baresip implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Between what it hears and what it says, where that is the same. */
  private static final String BRIDGE = "bridge";

  /** Samples: half a second. */
  private static final int LATELY = Sound.RATE / 2;

  private static final double MOSTLY = 0.8;

  private final Scratch folder = Scratch.named("baresip");
  private final Child child;
  private final Socket control;
  private final Transcript events;
  private int mark;

  /**
   * How it deals with the encryption of sound, and what an account calls that; both are by SDES
   * (RFC 4568).
   */
  enum Encryption {
    /** Not at all. */
    NONE(""),
    /** {@code RTP/AVP} with {@code a=crypto}. */
    WELCOME(";mediaenc=srtp"),
    /** {@code RTP/SAVP}. */
    DEMANDED(";mediaenc=srtp-mand");

    private final String parameter;

    Encryption(String parameter) {
      this.parameter = parameter;
    }
  }

  /** The only codec that it speaks. */
  enum Spoken {
    /** G.711, either law. */
    G711(";audio_codecs=PCMA/8000/1,PCMU/8000/1", 8_000, 1),
    /** G.722. */
    G722(";audio_codecs=G722/16000/1", 16_000, 1),
    /** Opus. */
    OPUS(";audio_codecs=opus/48000/2", 48_000, 2);

    private final String parameter;
    private final int rate;
    private final int channels;

    Spoken(String parameter, int rate, int channels) {
      this.parameter = parameter;
      this.rate = rate;
      this.channels = channels;
    }
  }

  private Baresip(
      Account account,
      InetSocketAddress server,
      String transport,
      Encryption encryption,
      Spoken codec,
      Sound speech,
      boolean answers) {
    var sip = Loopback.server(); // where its sound comes from: it binds RTP to no host
    var commands = Loopback.server();
    Heard.write(speech, codec.rate, codec.channels, folder.at("speech.wav"));
    folder.write("config", configuration(sip, commands, transport, codec));
    folder.write(
        "accounts",
        account(account, server, transport, encryption.parameter + codec.parameter, answers));
    folder.write("contacts", "");
    child = Child.start("baresip", "-f", folder.path().toString());
    child.await("baresip is ready");
    try {
      control = new Socket(InetAddress.getLoopbackAddress(), commands.getPort());
      events = new Transcript("baresip", control.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one that registers {@code account} at {@code server}, and waits until it has.
   *
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   * @param speech what it says in calls; it goes silent when that is over
   */
  static Baresip calling(
      Account account, InetSocketAddress server, String transport, Sound speech) {
    return calling(account, server, transport, Encryption.NONE, speech);
  }

  /** The same, and it answers whoever calls. */
  static Baresip answering(
      Account account, InetSocketAddress server, String transport, Sound speech) {
    return answering(account, server, transport, Encryption.NONE, speech);
  }

  /** One that calls and encrypts. */
  static Baresip calling(
      Account account,
      InetSocketAddress server,
      String transport,
      Encryption encryption,
      Sound speech) {
    return new Baresip(account, server, transport, encryption, Spoken.G711, speech, false)
        .registered();
  }

  /** One that answers and encrypts. */
  static Baresip answering(
      Account account,
      InetSocketAddress server,
      String transport,
      Encryption encryption,
      Sound speech) {
    return new Baresip(account, server, transport, encryption, Spoken.G711, speech, true)
        .registered();
  }

  /** One that calls and speaks {@code codec}. */
  static Baresip calling(Account account, InetSocketAddress server, Spoken codec, Sound speech) {
    return new Baresip(account, server, "udp", Encryption.NONE, codec, speech, false).registered();
  }

  /** One that answers and speaks {@code codec}. */
  static Baresip answering(Account account, InetSocketAddress server, Spoken codec, Sound speech) {
    return new Baresip(account, server, "udp", Encryption.NONE, codec, speech, true).registered();
  }

  /** Calls {@code target}, a SIP URI. Returns at once. */
  void dial(String target) {
    command("dial", target);
  }

  /** Puts the call on hold. */
  void hold() {
    command("hold", "");
  }

  /** Takes it back. */
  void resume() {
    command("resume", "");
  }

  /** Hangs up. */
  void hangUp() {
    command("hangup", "");
  }

  /** Waits for an event of {@code type}, such as {@code CALL_ESTABLISHED}, not yet waited for. */
  void await(String type) {
    mark = events.await("\"type\":\"" + type + "\"", mark, PATIENCE).end();
  }

  /** Lets {@code millis} of the call pass, while both speak. */
  void listen(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /**
   * Says from now on what it hears: its recording of that ends where it is offered something anew.
   */
  void echo() {
    command("ausrc", "aubridge," + BRIDGE);
  }

  /** Says from now on what it said before {@link #echo}, from the beginning. */
  void speak() {
    command("ausrc", "aufile," + folder.at("speech.wav"));
  }

  /** Waits until it says {@code hertz}. */
  void awaitSays(double hertz) {
    Waiting.until(
        "it says " + hertz + " Hz",
        () -> {
          var said = recorded("-enc.wav").samples();
          var latest = Arrays.copyOfRange(said, Math.max(0, said.length - LATELY), said.length);
          return Heard.share(new Sound(latest), hertz) > MOSTLY;
        });
  }

  /** What it has heard of all calls, of each until the first offer after it was answered. */
  Sound heard() {
    return recorded("-dec.wav");
  }

  private Sound recorded(String ending) {
    var all = new ArrayList<Short>();
    for (var file : folder.files(ending)) {
      for (short sample : Heard.in(file).samples()) {
        all.add(sample);
      }
    }
    var samples = new short[all.size()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = all.get(i);
    }
    return new Sound(samples);
  }

  @Override
  public void close() {
    try {
      control.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      child.close();
      folder.close();
    }
  }

  private Baresip registered() {
    child.await("200 OK");
    return this;
  }

  private void command(String command, String parameters) {
    var json =
        new JsonObject(Map.of("command", command, "params", parameters, "token", "test")).encode();
    try {
      control
          .getOutputStream()
          .write((json.length() + ":" + json + ",").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("baresip does not listen: " + child.output().tail(), e);
    }
  }

  private String configuration(
      InetSocketAddress sip, InetSocketAddress commands, String transport, Spoken codec) {
    return String.join(
        "\n",
        List.of(
            "sip_listen " + sip.getAddress().getHostAddress() + ":" + sip.getPort(),
            transport.equals("tls") ? "sip_cafile " + PeerServer.authority() : "",
            "net_interface " + sip.getAddress().getHostAddress(),
            "audio_source aufile," + folder.at("speech.wav"),
            "audio_player aubridge," + BRIDGE,
            "audio_alert aubridge,nobody",
            "audio_srate " + codec.rate,
            "audio_channels " + codec.channels,
            "rtp_ports 30000-31998",
            "snd_path " + folder.path(),
            "ctrl_tcp_listen 127.0.0.1:" + commands.getPort(),
            "module_path /usr/lib/baresip/modules",
            "module g711.so",
            "module g722.so",
            "module opus.so",
            "module aufile.so",
            "module aubridge.so",
            "module sndfile.so",
            "module srtp.so",
            "module_tmp account.so",
            "module_app menu.so",
            "module_app ctrl_tcp.so",
            ""));
  }

  private static String account(
      Account account,
      InetSocketAddress server,
      String transport,
      String parameters,
      boolean answers) {
    var proxy =
        "sip:%s:%d;transport=%s"
            .formatted(server.getAddress().getHostAddress(), server.getPort(), transport);
    return "<%s;transport=%s>;auth_user=%s;auth_pass=%s;outbound=\"%s\";regint=600%s%s\n"
        .formatted(
            account.uri(),
            transport,
            account.username(),
            account.password(),
            proxy,
            parameters,
            answers ? ";answermode=auto" : "");
  }
}
