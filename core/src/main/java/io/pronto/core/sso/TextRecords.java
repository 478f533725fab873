package io.pronto.core.sso;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Looks up TXT records in the DNS (RFC 1035, section 3.3.14). Asks anew each time. */
public final class TextRecords {
  private static final String TXT = "TXT";
  private static final String FIRST_WAIT_MILLIS = "1000";
  private static final String ATTEMPTS = "2";

  private final String server;

  /** Asks {@code server}, or that of the system. */
  public TextRecords(Optional<InetSocketAddress> server) {
    this.server = server.map(TextRecords::url).orElse("dns:");
  }

  /** The DNS does not answer, or not with an answer. */
  public static final class Unanswered extends Exception {
    Unanswered(String name, Throwable cause) {
      super("The DNS does not answer for " + name, cause);
    }
  }

  /**
   * What each TXT record of {@code name} says; none where the name does not exist. Takes 3 s at
   * most for a server that is silent.
   */
  public List<String> of(String name) throws Unanswered {
    try {
      var directory = new InitialDirContext(environment());
      try {
        return texts(directory, name);
      } finally {
        directory.close();
      }
    } catch (NameNotFoundException none) {
      return List.of();
    } catch (NamingException e) {
      throw new Unanswered(name, e);
    }
  }

  private Hashtable<String, String> environment() {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, server);
    environment.put("com.sun.jndi.dns.timeout.initial", FIRST_WAIT_MILLIS);
    environment.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
    return environment;
  }

  private static List<String> texts(InitialDirContext directory, String name)
      throws NamingException {
    var texts = new ArrayList<String>();
    var attribute = directory.getAttributes(name, new String[] {TXT}).get(TXT);
    for (int i = 0; attribute != null && i < attribute.size(); i++) {
      texts.add(String.valueOf(attribute.get(i)));
    }
    return texts;
  }

  private static String url(InetSocketAddress server) {
    var host = server.getAddress().getHostAddress();
    return "dns://"
        + (server.getAddress() instanceof Inet6Address ? '[' + host + ']' : host)
        + ':'
        + server.getPort();
  }
}
