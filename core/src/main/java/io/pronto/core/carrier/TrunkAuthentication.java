package io.pronto.core.carrier;

import io.pronto.core.AddressRange;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** How a carrier knows us, and how we know its calls. */
public sealed interface TrunkAuthentication {
  /** From where the carrier's calls come. */
  List<AddressRange> addresses();

  /** By our addresses, which the carrier was told, and by its own. */
  record ByAddress(List<AddressRange> addresses) implements TrunkAuthentication {
    /** Copies the list. */
    public ByAddress {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * By a name and a password: we register with the carrier, and its calls come to where we are
   * registered.
   *
   * @param sealedPassword what {@link TrunkPasswords} opens
   * @param realm whose challenges are answered; any of this carrier's when absent
   * @param addresses from where its calls come beside the registrar's own; may be empty
   */
  record ByRegistration(
      String username, Buffer sealedPassword, Optional<String> realm, List<AddressRange> addresses)
      implements TrunkAuthentication {
    /** Copies the list. */
    public ByRegistration {
      addresses = List.copyOf(addresses);
    }

    /** Leaves out the password, sealed as it is. */
    @Override
    public String toString() {
      return "ByRegistration[" + username + ']';
    }
  }
}
