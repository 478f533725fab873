package io.pronto.sip.registrar;

import io.pronto.core.live.Binding;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Host;
import io.pronto.sip.wire.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.message.Request;

/**
 * How a request gets to a registered device: what its Request-URI and Route are (RFC 3261, section
 * 16.6; RFC 3327, section 5.3), and by which flow it leaves.
 */
public final class Target {
  private static final int DEFAULT_PORT = 5060;

  private final SipURI contact;
  private final List<SipURI> path;
  private final Flow flow;

  private Target(SipURI contact, List<SipURI> path, Flow flow) {
    this.contact = contact;
    this.path = path;
    this.flow = flow;
  }

  /** The way to {@code binding}. */
  public static Target of(Binding binding) {
    var transport = Transport.named(binding.transport()).orElseThrow();
    return new Target(
        (SipURI) Messages.uri(binding.contact()),
        binding.path().stream().map(hop -> (SipURI) Messages.uri(hop)).toList(),
        new Flow(
            transport,
            address(binding.local()),
            address(binding.remote()),
            transport == Transport.UDP));
  }

  /** The Request-URI: what the device gave as its Contact. */
  public SipURI uri() {
    return (SipURI) contact.clone();
  }

  /** Gives {@code request} its Request-URI and its Route. */
  public void address(Request request) {
    request.setRequestURI(uri());
    Messages.route(request, path.stream().map(Messages::address).toList());
  }

  /**
   * The flows to try, one after the other: mostly one. Blocks while the name of a proxy on the path
   * is looked up.
   *
   * @throws SendFailed if the path leads nowhere
   */
  public List<Flow> flows(SipStack stack) throws SendFailed {
    if (!path.isEmpty()) {
      return List.of(stack.route(path.getFirst()));
    }
    var flows = new ArrayList<Flow>();
    flows.add(flow);
    anew().ifPresent(flows::add);
    return flows;
  }

  /**
   * The flow by which the device can be reached when its own connection is gone: to where its
   * Contact says. Only for a device that gave the very address it was seen at, so behind no NAT:
   * anywhere else somebody else may listen.
   */
  public Optional<Flow> anew() {
    var seen = flow.remote().getAddress();
    if (flow.transport() != Transport.TCP
        || !path.isEmpty()
        || !Host.of(seen).equalsIgnoreCase(contact.getHost())) {
      return Optional.empty();
    }
    int port = contact.getPort() > 0 ? contact.getPort() : DEFAULT_PORT;
    return Optional.of(
        new Flow(Transport.TCP, flow.local(), new InetSocketAddress(seen, port), true));
  }

  /** Reads {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    var host = text.substring(0, colon).replace("[", "").replace("]", "");
    int port = Integer.parseInt(text.substring(colon + 1));
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }
}
