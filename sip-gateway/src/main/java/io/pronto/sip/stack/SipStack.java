package io.pronto.sip.stack;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Host;
import io.pronto.sip.wire.Transport;
import io.pronto.sip.wire.WireChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.RouteHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * SIP over UDP, TCP, TLS and WebSockets, IPv4 and IPv6: sends and receives requests and responses
 * in transactions (RFC 3261, section 17). Dialogs are their owners' business. Sending may open a
 * connection or look up a name and so may block; it belongs on the threads of calls, not in {@link
 * Handlers}.
 */
public final class SipStack implements AutoCloseable {
  private static final int HIGHEST_PORT = 65_535;
  private static final int DEFAULT_PORT = 5060;

  private final SipSettings settings;
  private final Guard guard;
  private final MeterRegistry meters;
  private final Advertised advertised;
  private final Resolver resolver = new Resolver();
  private final Trust trust = new Trust();
  private volatile BiFunction<Flow, String, Optional<Flow>> successors = (_, _) -> Optional.empty();
  private Ports ports;
  private JainStack jain;

  /** A stack that is silent until {@link #start}. */
  public SipStack(SipSettings settings, Guard guard, MeterRegistry meters) {
    this.settings = settings;
    this.guard = guard;
    this.meters = meters;
    this.advertised = new Advertised(settings);
  }

  /**
   * Binds every address and begins to hand what arrives to {@code handlers}.
   *
   * @throws IOException naming the address that could not be bound
   */
  public void start(Handlers handlers) throws IOException {
    jain = JainStack.create(handlers);
    ports = Ports.open(settings, guard, trust, jain, meters);
    transactions("server", () -> jain.getServerTransactionTableSize());
    transactions("client", () -> jain.getClientTransactionTableSize());
    ports.serve(jain);
  }

  /** The port of every address, the one taken if the settings left it open. */
  public int port() {
    return ports.port(Transport.UDP);
  }

  /** The same for {@code transport}; that of UDP where it is not listened to. */
  public int port(Transport transport) {
    return ports.port(transport);
  }

  /** What the stack was made with. */
  public SipSettings settings() {
    return settings;
  }

  /** How many transactions there are now, of both sides. */
  public int transactions() {
    return jain.getServerTransactionTableSize() + jain.getClientTransactionTableSize();
  }

  /** How many connections are open now. */
  public int connections() {
    return ports.connections();
  }

  /** The path to {@code remote}: from our address of the same family. */
  public Flow flow(Transport transport, InetSocketAddress remote) throws SendFailed {
    return new Flow(transport, ports.towards(transport, remote).local(), remote, true);
  }

  /**
   * The path that {@code request} asks for by its first Route, or else its Request-URI (RFC 3261,
   * section 8.1.2). Blocks while a name is looked up.
   */
  public Flow route(Request request) throws SendFailed {
    var route = (RouteHeader) request.getHeader(RouteHeader.NAME);
    return route(route == null ? request.getRequestURI() : route.getAddress().getURI());
  }

  /** The path to {@code uri}. Blocks while a name is looked up. */
  public Flow route(URI uri) throws SendFailed {
    if (!(uri instanceof SipURI sip)) {
      throw new SendFailed("No way to a URI of scheme " + uri.getScheme());
    }
    var name = Optional.ofNullable(sip.getTransportParam()).orElse("udp");
    var transport =
        Transport.named(name)
            .filter(known -> !known.isWebSocket())
            .orElseThrow(() -> new SendFailed("No way over " + name));
    var address = ports.reachable(resolver.addresses(sip.getHost()));
    int port = sip.getPort() > 0 ? sip.getPort() : transport.port();
    if (port > HIGHEST_PORT) {
      throw new SendFailed("There is no port " + port);
    }
    var remote = new InetSocketAddress(address, port);
    if (transport == Transport.TLS) {
      trust.expect(remote, sip.getHost());
    }
    return flow(transport, remote);
  }

  /**
   * From now on {@code of} a host are the certificates, in PEM, that vouch for it over TLS beside
   * those that the system trusts.
   */
  public void authorities(Function<String, Optional<String>> of) {
    trust.authorities(of);
  }

  /**
   * From now on {@code of} a flow and the name of who spoke by it is the one by which they are
   * reached since; empty where that is the same, or none.
   */
  public void successors(BiFunction<Flow, String, Optional<Flow>> of) {
    successors = of;
  }

  /**
   * The flow by which {@code name}, who spoke by {@code flow}, is reached now: a phone whose
   * connection broke, and that has come back by another, is there.
   *
   * @param name an address of record; nobody else is ever found by it. What was said in secret is
   *     never said in the open.
   */
  public Flow current(Flow flow, String name) {
    return flow.opens() || !flow.transport().isReliable()
        ? flow
        : successors
            .apply(flow, name)
            .filter(now -> now.transport().isSecure() || !flow.transport().isSecure())
            .orElse(flow);
  }

  /**
   * The peer of {@code flow} speaks by another one now. Where something said to it has had no word
   * of answer, its connection is taken for dead and closed, so that the rest of half a minute is
   * not waited for in vain.
   */
  public void leave(Flow flow) {
    jain.closeIfDeaf(flow);
  }

  /** The connection that {@code flow} means, if it is there. */
  public Optional<Flow> connected(Flow flow) {
    return ports.connected(flow);
  }

  /** Whether there is the connection that {@code flow} means. */
  public boolean isConnected(Flow flow) {
    return connected(flow).isPresent();
  }

  /** The URI by which the peer of {@code flow} reaches us: for Contact. */
  public SipURI contact(Flow flow) {
    var uri = Messages.sipUri("pronto", Host.of(advertised.along(flow)));
    uri.setPort(port(flow.transport()));
    try {
      if (flow.transport() != Transport.UDP) {
        uri.setTransportParam(flow.transport().uriParameter());
      }
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
    return uri;
  }

  /**
   * Sends a request in a transaction of its own along {@code flow}. Via is set here.
   *
   * @throws SendFailed when it could not be sent at all; {@code replies} then hears nothing
   */
  public ClientTransaction send(Request request, Flow flow, Replies replies) throws SendFailed {
    var sip = (SIPRequest) request;
    var channel = channel(flow);
    sip.setHeader(via(flow));
    return begin(sip, channel, replies);
  }

  /**
   * Cancels an INVITE that has had a provisional response (RFC 3261, section 9.1).
   *
   * @param reason a Reason header (RFC 3326)
   */
  public ClientTransaction cancel(ClientTransaction invite, Header reason, Replies replies)
      throws SendFailed {
    var transaction = (gov.nist.javax.sip.stack.SIPClientTransaction) invite;
    try {
      var cancel = (SIPRequest) invite.createCancel();
      cancel.setHeader(reason);
      return begin(cancel, (WireChannel) transaction.getRequestChannel(), replies);
    } catch (SipException e) {
      throw new SendFailed("The request cannot be cancelled", e);
    }
  }

  /** Gives up waiting for the final response to {@code invite}; {@code Replies} hears no more. */
  public void forget(ClientTransaction invite) {
    jain.discard((gov.nist.javax.sip.stack.SIPClientTransaction) invite);
  }

  /** Sends a request outside any transaction: the ACK to a 2xx (RFC 3261, section 13.2.2.4). */
  public void acknowledge(Request acknowledgement, Flow flow) throws SendFailed {
    var sip = (SIPRequest) acknowledgement;
    var channel = channel(flow);
    sip.setHeader(via(flow));
    send(sip, channel);
  }

  /** Answers {@code incoming} through its transaction. */
  public void respond(IncomingRequest incoming, Response response) throws SendFailed {
    try {
      incoming.transaction().orElseThrow().sendResponse(response);
    } catch (SipException e) {
      throw new SendFailed("The response was not sent", e);
    }
  }

  /**
   * Sends a response past its transaction: a 2xx to an INVITE is repeated by its sender until the
   * ACK comes (RFC 3261, section 13.3.1.4), as is a reliable provisional one (RFC 3262).
   *
   * @param name who sent the request, as in {@link #current}
   */
  public void resend(IncomingRequest incoming, Response response, String name) throws SendFailed {
    var flow = incoming.flow();
    if (flow.transport().isReliable()) {
      send((SIPResponse) response, channel(current(flow.asItStands(), name)));
      return;
    }
    var via = ((SIPResponse) response).getTopmostVia();
    int port = via.getRPort() > 0 ? via.getRPort() : Math.max(via.getPort(), 0);
    var remote = new InetSocketAddress(flow.remote().getAddress(), port == 0 ? DEFAULT_PORT : port);
    send((SIPResponse) response, channel(new Flow(flow.transport(), flow.local(), remote, false)));
  }

  /** The transaction of the INVITE that {@code cancel} is to end (RFC 3261, section 9.2). */
  public Optional<SIPServerTransaction> cancelled(IncomingRequest cancel) {
    return jain.inviteOf(cancel.request());
  }

  /** Closes every socket and forgets every transaction. */
  @Override
  public void close() {
    if (jain != null) {
      jain.stop();
    }
  }

  private ClientTransaction begin(SIPRequest request, WireChannel channel, Replies replies)
      throws SendFailed {
    var transaction = jain.open(request, channel, replies);
    try {
      transaction.sendRequest();
      return transaction;
    } catch (SipException e) {
      jain.discard(transaction);
      throw new SendFailed("The request was not sent", e);
    }
  }

  private WireChannel channel(Flow flow) throws SendFailed {
    try {
      return ports.at(flow).channel(flow);
    } catch (IOException e) {
      throw new SendFailed("No connection to " + flow.source(), e);
    }
  }

  private static void send(gov.nist.javax.sip.message.SIPMessage message, WireChannel channel)
      throws SendFailed {
    try {
      channel.sendMessage(message);
    } catch (IOException e) {
      throw new SendFailed("The message was not sent", e);
    }
  }

  private Via via(Flow flow) {
    try {
      var via = new Via();
      via.setTransport(flow.transport().name());
      via.setHost(Host.of(advertised.along(flow)));
      via.setPort(port(flow.transport()));
      via.setBranch(Messages.newBranch());
      via.setRPort();
      if (flow.transport() == Transport.TLS) {
        via.setParameter("alias", null); // RFC 5923: requests to us come by this connection
      }
      return via;
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalStateException(e);
    }
  }

  private void transactions(String side, java.util.function.Supplier<Number> size) {
    Gauge.builder("pronto.sip.transactions", size).tag("side", side).register(meters);
  }
}
