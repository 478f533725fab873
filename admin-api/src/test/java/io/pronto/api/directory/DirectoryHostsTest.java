package io.pronto.api.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryHostsTest {
  private final DirectoryHosts strict = new DirectoryHosts(false);
  private final DirectoryHosts lenient = new DirectoryHosts(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1",
        "https://localhost:8443",
        "https://127.1",
        "https://2130706433",
        "https://10.0.0.1",
        "https://172.16.5.5",
        "https://192.168.1.1",
        "https://169.254.169.254",
        "https://100.64.0.1",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://[fe80::1]",
        "https://[fd00::1]",
        "https://[64:ff9b::7f00:1]",
        "https://[2002:7f00:1::]"
      })
  void noServerOfAPrivateNetworkIsOne(String address) {
    assertThatThrownBy(() -> strict.server(address))
        .isInstanceOf(DirectoryFault.class)
        .hasMessageMatching(".* is not (a server of the Internet|known.*)|Must be .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://8.8.8.8",
        "ftp://8.8.8.8",
        "https://",
        "https://user@8.8.8.8",
        "https://8.8.8.8/path",
        "https://8.8.8.8?q",
        "https://8.8.8.8#f",
        "8.8.8.8",
        "https:8.8.8.8",
        "https://exa mple"
      })
  void onlyTheBareAddressOfAServerOverHttpsIsOne(String address) {
    assertThatThrownBy(() -> strict.server(address))
        .isInstanceOf(DirectoryFault.class)
        .hasMessageStartingWith("Must be an address such as");
  }

  @Test
  void serversOfTheInternetAreKnownAndThoseOfThisMachineWhereItIsAllowed() {
    assertThat(strict.server("https://8.8.8.8/")).isEqualTo(URI.create("https://8.8.8.8"));
    assertThat(lenient.server("http://127.0.0.1:80")).isEqualTo(URI.create("http://127.0.0.1:80"));
    assertThatThrownBy(() -> lenient.server("http://10.0.0.1"))
        .hasMessage("10.0.0.1 is to be asked over HTTPS");
  }

  @Test
  void aNameThatLeadsElsewhereOnceItWasJudgedIsNotCalled() throws Exception {
    var asked = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", _ -> asked.incrementAndGet());
    server.start();
    var address = URI.create("http://localhost:" + server.getAddress().getPort());

    try (var okta = new OktaDirectory(address, "token", strict, () -> {})) {
      assertThatThrownBy(okta::read)
          .isInstanceOf(DirectoryFault.class)
          .hasMessage("localhost: localhost is not a server of the Internet");
    } finally {
      server.stop(0);
    }

    assertThat(asked).hasValue(0);
  }
}
