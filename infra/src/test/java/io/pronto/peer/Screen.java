package io.pronto.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.pronto.server.Server;
import io.pronto.server.TestEnvironment;
import io.pronto.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server's first screen in a real browser, Debian's Chromium. */
record Screen(Server server, Playwright playwright, Browser browser) implements AutoCloseable {
  /** Starts a server on {@code data} and around {@code port}, with further {@code settings}. */
  static Screen start(Path data, int port, Map<String, String> settings) throws Exception {
    Peers.need("chromium", "chromium");
    var environment = TestEnvironment.on(data, port);
    environment.put("PRONTO_ROLES", "api");
    environment.putAll(settings);
    var server = Server.start(Settings.read(Optional.empty(), environment, data));
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    var browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox")));
    return new Screen(server, playwright, browser);
  }

  /** Where it is. */
  URI url() {
    return URI.create("http://127.0.0.1:" + server.httpPort());
  }

  /** It, opened by somebody who reads {@code language}. */
  Page page(String language) {
    var page = browser.newPage(new Browser.NewPageOptions().setLocale(language));
    page.navigate(url() + "/");
    return page;
  }

  /** The same, by somebody who signs in. */
  Page page(String language, String email, String password) {
    var page = page(language);
    page.locator("#sign-in [name=email]").fill(email);
    page.locator("#sign-in [name=password]").fill(password);
    page.locator("#sign-in button").first().click();
    return page;
  }

  /** Keeps how {@code page} looks, for whoever wants to see it: {@code target/screens/NAME.png}. */
  static void show(Page page, String name) {
    var file = Path.of("target", "screens", name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  @Override
  public void close() {
    playwright.close();
    server.close();
  }
}
