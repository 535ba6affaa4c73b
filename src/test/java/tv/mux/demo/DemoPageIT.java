package tv.mux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import tv.mux.Heavy;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.model.Segment;
import tv.mux.status.StreamStatus;

/** Tests that the demo's page plays in a browser, and shows names as text, not as HTML. */
@Heavy
@ExtendWith(VertxExtension.class)
class DemoPageIT {
    private static final String TITLE = "<b>one</b>";

    private static LiveInput input;
    private static HttpServer server;
    private static Bus bus;
    /** Number of segments published so far, for all players: they share one server. */
    private static int published;

    @BeforeAll
    static void start(Vertx vertx) {
        bus = new Bus(vertx);
        input = new LiveInput(vertx, Spec.of("one", 320, 180, 25));
        input.start().await();
        Router router = Router.router(vertx);
        router.get("/live/*").handler(new InputRoute(vertx, input));
        DemoPage.pages(vertx)
                .forEach((path, page) -> router.get(path).handler(context -> page.handle(context.request())));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stop() {
        input.stop().await();
        server.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hls.js", "native"})
    void playsAndShowsTheSourceOnAir(String player) {
        // Without the path, Selenium would look for a driver on the network.
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        ChromeDriver browser = new ChromeDriver(driver, options);
        try {
            browser.get("http://127.0.0.1:" + server.actualPort() + "/?player=" + player);
            await().until(() -> number(browser, "mux.currentTime") > 0.5);
            double began = number(browser, "mux.currentTime");
            await().until(() -> number(browser, "mux.currentTime") > began + 5);

            assertThat(browser.executeScript("return mux.player")).isEqualTo(player);
            assertThat(browser.executeScript("return mux.errors")).isEqualTo(List.of());
            assertThat(browser.executeScript("return mux.stalledAt")).isEqualTo(List.of());

            bus.publish(Addresses.STREAM_STATE, status());
            bus.publish(Addresses.PUBLISHED, segment());
            int discontinuities = ++published;
            await().until(() ->
                    TITLE.equals(browser.executeScript("return document.getElementById('on-air').textContent")));
            await().until(() ->
                    number(browser, "document.querySelectorAll('#strip .discontinuity').length") == discontinuities);
            assertThat((String) browser.executeScript("return document.body.textContent"))
                    .doesNotContain("secret");
        } finally {
            browser.quit();
        }
    }

    private static double number(JavascriptExecutor browser, String expression) {
        return browser.executeScript("return " + expression) instanceof Number number ? number.doubleValue() : -1;
    }

    private static StreamStatus status() {
        StreamStatus.Source onAir = new StreamStatus.Source("http://h/", TITLE, "r", 1, 0, 0, null);
        StreamStatus.Problem problem = new StreamStatus.Problem(1, "http://h/", "http://h/a?token=secret answers 404");
        return new StreamStatus(null, onAir, null, null, 40, 7, 1, List.of(), List.of(problem));
    }

    private static Segment segment() {
        return new Segment(7, 1, true, 1, 2_000, true, "r", 1, "http://h/", TITLE, List.of(1L), List.of());
    }
}
