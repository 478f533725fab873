package io.pronto.sip.phone;

import io.pronto.media.codec.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A telephone, or the far end of a carrier's trunk: with credentials it registers and answers
 * challenges; without, it calls as a carrier does. Whatever it waits for has {@link #PATIENCE}; a
 * wait in vain throws {@link AssertionError} with what was missing.
 */
public final class TestPhone implements AutoCloseable {
  /** How long a phone waits for anything. */
  public static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(TestPhone.class);

  private volatile Wire wire;
  private final InetSocketAddress server;
  private final Optional<Credentials> credentials;
  private final Optional<Dialling> dialling;
  private final String user;
  private final String instance = "urn:uuid:" + java.util.UUID.randomUUID();
  private final String registrationCallId = token() + "@phone";
  private final AtomicInteger registrations = new AtomicInteger();
  private final Map<String, PhoneCall> calls = new ConcurrentHashMap<>();
  private final Map<String, BlockingQueue<SipMessage>> answers = new ConcurrentHashMap<>();
  private final Collection<Wire> left = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<PhoneCall> incoming = new LinkedBlockingQueue<>();
  private volatile boolean reachable = true;
  private volatile Optional<String> encryption = Optional.empty();
  private volatile List<Codec> codecs = List.of(Codec.PCMA, Codec.PCMU);
  private volatile boolean browser;
  private volatile Function<SipMessage, Optional<SipMessage>> answering = TestPhone::usual;

  private TestPhone(
      Wire wire, InetSocketAddress server, String user, Optional<Credentials> credentials) {
    this(wire, Optional.empty(), server, user, credentials);
  }

  private TestPhone(
      Wire wire,
      Optional<Dialling> dialling,
      InetSocketAddress server,
      String user,
      Optional<Credentials> credentials) {
    this.wire = wire;
    this.dialling = dialling;
    this.server = server;
    this.user = user;
    this.credentials = credentials;
    listen();
  }

  private void listen() {
    var listened = wire;
    Thread.ofVirtual().name("phone-" + user).start(() -> receive(listened));
  }

  /** A phone that speaks UDP with {@code server} and proves itself with {@code credentials}. */
  public static TestPhone udp(InetSocketAddress server, Credentials credentials) {
    return new TestPhone(
        udpWire(near(server)), server, credentials.username(), Optional.of(credentials));
  }

  /** A phone that speaks over one TCP connection with {@code server}. */
  public static TestPhone tcp(InetSocketAddress server, Credentials credentials) {
    return dialling(Dialling.tcp(server), server, credentials);
  }

  /** The same over TLS, with a server that {@code trust} trusts. */
  public static TestPhone tls(InetSocketAddress server, Credentials credentials, SSLContext trust) {
    return dialling(Dialling.tls(server, trust), server, credentials);
  }

  /** A phone in a browser, which speaks over a WebSocket. */
  public static TestPhone ws(InetSocketAddress server, Credentials credentials) {
    return dialling(Dialling.ws(server), server, credentials);
  }

  /** The same over TLS, with a server that {@code trust} trusts. */
  public static TestPhone wss(InetSocketAddress server, Credentials credentials, SSLContext trust) {
    return dialling(Dialling.wss(server, trust), server, credentials);
  }

  private static TestPhone dialling(
      Dialling dialling, InetSocketAddress server, Credentials credentials) {
    try {
      return new TestPhone(
          dialling.wire(),
          Optional.of(dialling),
          server,
          credentials.username(),
          Optional.of(credentials));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its connection breaks; its calls do not. What it sends before {@link #reconnect} is lost. */
  public void disconnect() {
    wire.close();
  }

  /** Opens another connection, and is deaf on the one before, which nobody closes. */
  public void moveOn() {
    left.add(wire);
    reconnect();
  }

  /** Opens another connection. The phone is to register. */
  public void reconnect() {
    try {
      wire = dialling.orElseThrow().wire();
      listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The far end of a trunk, known by its address {@code bind}: it calls and is called over UDP. */
  public static TestPhone carrier(InetSocketAddress server, InetAddress bind) {
    return new TestPhone(udpWire(bind), server, "carrier", Optional.empty());
  }

  /**
   * The far end of a trunk over TCP: it listens at {@code bind}, and calls over the connection that
   * the server has opened.
   */
  public static TestPhone tcpCarrier(InetSocketAddress server, InetAddress bind) {
    return listening(server, bind, "TCP", ServerSocketFactory.getDefault());
  }

  /** The same over TLS, with the certificate of {@code identity}. */
  public static TestPhone tlsCarrier(
      InetSocketAddress server, InetAddress bind, SSLContext identity) {
    return listening(server, bind, "TLS", identity.getServerSocketFactory());
  }

  /**
   * Speaks SRTP with whoever can, with keys in SDP (RFC 4568), in calls that begin from now on.
   *
   * @param profile of its offers: {@code RTP/SAVP}, or {@code RTP/AVP} with {@code a=crypto}
   */
  public TestPhone encrypting(String profile) {
    encryption = Optional.of(profile);
    return this;
  }

  /** Speaks {@code known}, best first, in calls that begin from now on: G.711 unless told. */
  public TestPhone speaking(Codec... known) {
    codecs = List.of(known);
    return this;
  }

  /**
   * Takes offers of DTLS-SRTP as well, whose answers the test brings; other phones refuse them with
   * 488.
   */
  public TestPhone asBrowser() {
    browser = true;
    return this;
  }

  /** Where this phone is: what a trunk's host and port must be to reach it. */
  public InetSocketAddress address() {
    return wire.local();
  }

  /** Registers for an hour; throws unless the server says 200. */
  public SipMessage register() {
    return register(Duration.ofHours(1));
  }

  /** Registers for {@code time} (zero: unregisters); throws unless the server says 200. */
  public SipMessage register(Duration time) {
    var answer = tryToRegister(time);
    if (answer.status() != 200) {
      throw new AssertionError(user + " could not register:\n" + answer);
    }
    return answer;
  }

  /** Registers for {@code time}, answering one challenge, and returns the server's last word. */
  public SipMessage tryToRegister(Duration time) {
    var first = exchange(registration(time));
    return first.status() == 401 ? exchange(answering(first, registration(time))) : first;
  }

  /** Calls {@code target}: an extension, a number, or a SIP URI. Returns at once. */
  public PhoneCall call(String target) {
    return call(Invite.to(target));
  }

  /** Sends {@code invite}. Returns at once. */
  public PhoneCall call(Invite invite) {
    var call = new PhoneCall(PhoneDialog.outgoing(this, invite));
    calls.put(call.id(), call);
    call.invite();
    return call;
  }

  /** Waits for a call to come in. */
  public PhoneCall awaitCall() {
    try {
      var call = incoming.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (call == null) {
        throw new AssertionError("Nobody called " + user + " within " + PATIENCE);
      }
      return call;
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while waiting for a call", e);
    }
  }

  /** Sends {@code request} as it is, outside any call, and waits for its final response. */
  public SipMessage exchange(SipMessage request) {
    var answer = new LinkedBlockingQueue<SipMessage>();
    answers.put(request.header("Call-ID"), answer);
    try {
      send(request);
      while (true) {
        var response = answer.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (response == null) {
          throw new AssertionError("No answer within " + PATIENCE + " to:\n" + request);
        }
        if (response.status() >= 200 && response.sequence() == request.sequence()) {
          return response;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while waiting for an answer", e);
    } finally {
      answers.remove(request.header("Call-ID"));
    }
  }

  /** A request of {@code method} outside any call, complete but for what is added. */
  public SipMessage request(String method, String uri) {
    return begin(method, uri, token() + "@phone", 1)
        .with("From", "<" + self() + ">;tag=" + token())
        .with("To", "<" + uri + ">");
  }

  /**
   * Answers requests outside any call, but for INVITEs, as {@code answers} says from now on; those
   * for which it has no answer are left without one.
   */
  public void answerBy(Function<SipMessage, Optional<SipMessage>> answers) {
    answering = answers;
  }

  /** Vanishes as when its cable is pulled: nothing more is sent or heard, no call is ended. */
  public void vanish() {
    reachable = false;
    calls.values().forEach(PhoneCall::silence);
  }

  /** Hangs nothing up; closes every socket. */
  @Override
  public void close() {
    wire.close();
    left.forEach(Wire::close);
    calls.values().forEach(PhoneCall::close);
  }

  void send(SipMessage message) {
    sendTo(message, server);
  }

  void sendTo(SipMessage message, InetSocketAddress to) {
    if (!reachable) {
      return;
    }
    LOG.atDebug().log(() -> user + " sends\n" + masked(message));
    try {
      wire.send(message.toString(), to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code request} again with the answer to {@code challenge}, one CSeq and one branch later. */
  SipMessage answering(SipMessage challenge, SipMessage request) {
    boolean proxy = challenge.status() == 407;
    var uri = request.startLine().split(" ")[1];
    var proof =
        credentials
            .orElseThrow(() -> new AssertionError("A carrier was challenged:\n" + challenge))
            .answer(
                challenge.all(proxy ? "Proxy-Authenticate" : "WWW-Authenticate"),
                request.method(),
                uri,
                1);
    return request
        .without("CSeq")
        .with("CSeq", (challenge.sequence() + 1) + " " + request.method())
        .with(proxy ? "Proxy-Authorization" : "Authorization", proof);
  }

  /** A request with Via, Max-Forwards, Contact, Call-ID and CSeq. */
  SipMessage begin(String method, String uri, String callId, long sequence) {
    return SipMessage.of(method + " " + uri + " SIP/2.0")
        .with("Via", via(branch()))
        .with("Max-Forwards", "70")
        .with("Contact", contact())
        .with("Call-ID", callId)
        .with("CSeq", sequence + " " + method)
        .with("User-Agent", "Pronto TestPhone");
  }

  String via(String branch) {
    return "SIP/2.0/" + wire.transport() + " " + hostPort() + ";rport;branch=" + branch;
  }

  static String branch() {
    return "z9hG4bK" + token();
  }

  static String token() {
    return Long.toString(ThreadLocalRandom.current().nextLong(1L << 48), 36);
  }

  /** The phone's own address of record, or the carrier's address. */
  String self() {
    return credentials
        .map(c -> "sip:" + c.username() + "@" + c.domain())
        .orElse("sip:" + user + "@" + hostPort());
  }

  /** Where calls go: the organisation's domain, or the server's address for a carrier. */
  String domain() {
    return credentials
        .map(Credentials::domain)
        .orElse(host(server.getAddress()) + ":" + server.getPort());
  }

  String contact() {
    var transport =
        switch (wire.transport()) {
          case "UDP" -> "";
          case "WS", "WSS" -> ";transport=ws"; // RFC 7118, section 5.3
          case String other -> ";transport=" + other.toLowerCase(Locale.ROOT);
        };
    return "<sip:" + user + "@" + hostPort() + transport + ">";
  }

  List<Codec> codecs() {
    return codecs;
  }

  Optional<String> encryption() {
    return encryption;
  }

  InetSocketAddress server() {
    return server;
  }

  InetAddress bind() {
    return wire.local().getAddress();
  }

  private SipMessage registration(Duration time) {
    var domain = "sip:" + domain();
    return begin("REGISTER", domain, registrationCallId, registrations.addAndGet(2))
        .without("Contact")
        .with("Contact", contact() + ";+sip.instance=\"<" + instance + ">\"")
        .with("From", "<" + self() + ">;tag=" + token())
        .with("To", "<" + self() + ">")
        .with("Expires", Long.toString(time.toSeconds()));
  }

  private void receive(Wire wire) {
    try {
      while (true) {
        var received = wire.receive();
        if (reachable && !left.contains(wire) && received.text().length() > 4) {
          dispatch(SipMessage.parse(received.text()), received.from());
        }
      }
    } catch (IOException closed) {
      LOG.debug("{} hears no more: {}", user, closed.getMessage());
    }
  }

  private void dispatch(SipMessage message, InetSocketAddress from) {
    LOG.atDebug().log(() -> user + " receives\n" + masked(message));
    var callId = message.header("Call-ID");
    var call = calls.get(callId);
    if (call != null) {
      call.receive(message, from);
    } else if (message.isResponse()) {
      Optional.ofNullable(answers.get(callId)).ifPresent(queue -> queue.add(message));
    } else if (message.method().equals("INVITE") && !browser && Sdp.isForBrowsers(message.body())) {
      sendTo(SipMessage.responding(message, "488 Not Acceptable Here"), from);
    } else if (message.method().equals("INVITE")) {
      call = new PhoneCall(PhoneDialog.incoming(this, message, from));
      calls.put(callId, call);
      incoming.add(call);
    } else if (!message.method().equals("ACK")) {
      answering.apply(message).ifPresent(answer -> sendTo(answer, from));
    }
  }

  private static Optional<SipMessage> usual(SipMessage request) {
    return Optional.of(
        SipMessage.responding(
            request,
            request.method().equals("OPTIONS") ? "200 OK" : "481 Call/Transaction Does Not Exist"));
  }

  /** Without the keys that may be in it. */
  private static String masked(SipMessage message) {
    return message.toString().replaceAll("inline:[^|;\\s]+", "inline:…");
  }

  private String hostPort() {
    return wire.sentBy();
  }

  private static String host(InetAddress address) {
    var text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static Wire udpWire(InetAddress bind) {
    try {
      return new UdpWire(bind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestPhone listening(
      InetSocketAddress server, InetAddress bind, String transport, ServerSocketFactory sockets) {
    try {
      var wire = new ListeningWire(transport, sockets.createServerSocket(0, 50, bind));
      return new TestPhone(wire, server, "carrier", Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress near(InetSocketAddress server) {
    return server.getAddress();
  }
}
