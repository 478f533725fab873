package io.pronto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeSettings() throws IOException {
    settings("http://127.0.0.1:1/models");
  }

  @Test
  void listSaysWhatIsThereAndWhatCouldBe() throws Exception {
    Files.createDirectories(folder.resolve("data/models/fr/am"));
    Files.writeString(folder.resolve("data/models/fr/am/final.mdl"), "model");
    Files.writeString(folder.resolve("data/models/fr/pronto-model"), "vosk-model-small-fr-0.22\n");

    assertThat(run("model", "list", "--config", config())).isZero();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            fr -> assertThat(fr).startsWith("fr  vosk-model-small-fr-0.22  0.0 MB  /"),
            en -> assertThat(en).contains("en  not installed: ./pronto model install en fetches"),
            it -> assertThat(it).contains("it  not installed: ./pronto model install it fetches"));
  }

  @Test
  void aMirrorThatServesSomethingElseIsRefusedInOneLine() throws Exception {
    var mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    mirror.createContext(
        "/models/vosk-model-small-it-0.22.zip",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 49_665_142);
            exchange.getResponseBody().write(new byte[49_665_142]);
          }
        });
    mirror.start();
    try {
      settings("http://127.0.0.1:" + mirror.getAddress().getPort() + "/models");

      assertThat(run("model", "install", "it", "--config", config())).isEqualTo(1);

      assertThat(out.toString()).contains("vosk-model-small-it-0.22: 90 % of 49.7 MB");
      assertThat(err.toString())
          .startsWith("pronto: ")
          .contains("longer than the published model")
          .hasLineCount(1);
    } finally {
      mirror.stop(0);
    }
  }

  @Test
  void aLanguageThatIsNotPublishedIsAnsweredWithThoseThatAre() throws Exception {
    assertThat(run("model", "install", "xx", "--config", config())).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo("pronto: There is no speech model for 'xx': choose one of en, fr, it\n");
  }

  private int run(String... arguments) {
    return Pronto.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void settings(String mirror) throws IOException {
    Files.writeString(
        folder.resolve("pronto.yaml"),
        "data: %s\nmodels.url: %s\n".formatted(folder.resolve("data"), mirror));
  }

  private String config() {
    return folder.resolve("pronto.yaml").toString();
  }
}
