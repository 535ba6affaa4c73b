package tv.mux.scheduler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tv.mux.scheduler.Scheduler.playhead;
import static tv.mux.scheduler.Scheduler.redirect;
import static tv.mux.scheduler.Scheduler.startAt;
import static tv.mux.scheduler.Scheduler.status;
import static tv.mux.scheduler.Scheduler.stream;
import static tv.mux.scheduler.Scheduler.streamAndBreak;
import static tv.mux.scheduler.Scheduler.streamAndEnd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.harness.Ports;
import tv.mux.model.Playhead;

/** {@link SchedulerVerticle} with a scheduler on a real socket. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class SchedulerVerticleIT {
    private static final String A = "http://host/a.m3u8";
    private static final String B = "http://host/b.m3u8";

    private final List<Playhead> received = new CopyOnWriteArrayList<>();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("tv.mux.scheduler");
    private Vertx vertx;
    private String deployment;

    @BeforeEach
    void subscribe(Vertx testVertx) {
        vertx = testVertx;
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        new Bus(vertx).subscribe(Addresses.PLAYHEAD, received::add);
    }

    @AfterEach
    void removeAppender() {
        logger.detachAppender(log);
    }

    @Test
    void receivesPlayheadsInOneByteChunks() {
        String text = "\uFEFF: hello\r\n\r\n" + playhead(A).replace("\n", "\r\n")
                + playhead(B).replace("\n", "\r");
        String[] bytes = new String(text.getBytes(UTF_8), ISO_8859_1)
                .chars()
                .mapToObj(c -> String.valueOf((char) c))
                .toArray(String[]::new);
        Scheduler.Response oneByteChunks = request -> {
            request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            for (String b : bytes) {
                request.response().write(io.vertx.core.buffer.Buffer.buffer(b.getBytes(ISO_8859_1)));
            }
        };
        Scheduler scheduler = deploy(oneByteChunks);
        awaitHeads(A, B);
        assertThat(received.get(0).name()).isEqualTo("A name");
        assertThat(received.get(0).at())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        HttpServerRequest request = scheduler.requests.get(0);
        assertThat(request.path()).isEqualTo("/events");
        assertThat(request.getHeader("Accept")).isEqualTo("text/event-stream");
        assertThat(request.getHeader("Cache-Control")).isEqualTo("no-cache");
        assertThat(request.headers().contains("Last-Event-ID")).isFalse();
        assertThat(request.headers().contains("Authorization")).isFalse();
        assertThat(meters.scrape())
                .contains("mux_playhead_connected 1")
                .contains("mux_playhead_events_total{kind=\"accepted\"} 2")
                .contains("mux_playhead_events_total{kind=\"oversized\"} 0")
                .contains("mux_playhead_connects_total{outcome=\"connected\"} 1");
        assertThat(lines()).containsExactly("Connected to the scheduler at " + scheduler.url() + "/events");
    }

    @Test
    void reconnectsWithTheLastEventId() {
        Scheduler scheduler = deploy(
                streamAndEnd("retry: 100\nid: 41\n\n", "id: \u00e4\u20ac 42\n" + playhead(A)),
                streamAndBreak(": no id\n\n"),
                stream("id\n" + playhead(B)));
        awaitHeads(A, B);
        assertThat(scheduler.requests).hasSize(3);
        assertThat(id(scheduler, 0)).isNull();
        assertThat(id(scheduler, 1)).isEqualTo("\u00e4\u20ac 42");
        assertThat(id(scheduler, 2)).isEqualTo("\u00e4\u20ac 42");
        assertThat(lines())
                .filteredOn(line -> line.contains("Lost the scheduler"))
                .hasSize(2);
        assertThat(lines()).anyMatch(line -> line.contains(": closed by the scheduler; next try in "));
    }

    @Test
    void aSilentConnectionIsClosed() {
        Scheduler scheduler = deploy(Map.of("API_SILENCE_TIMEOUT", "1"), stream(), stream(playhead(A)));
        awaitHeads(A);
        await().until(() -> scheduler.ended.get() >= 1);
        assertThat(lines()).anyMatch(line -> line.contains("no byte for 1 s; next try in "));
    }

    @Test
    void commentsKeepTheConnectionOpen() {
        Scheduler scheduler = deploy(Map.of("API_SILENCE_TIMEOUT", "1"), request -> {
            stream().to(request);
            int[] remaining = {12};
            vertx.setPeriodic(200, id -> {
                if (remaining[0]-- > 0) {
                    request.response().write(":\n");
                } else {
                    vertx.cancelTimer(id);
                    request.response().write(playhead(A));
                }
            });
        });
        awaitHeads(A);
        assertThat(scheduler.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 404, 401, 206, 304})
    void anyOtherStatusIsFollowedByAnotherTry(int status) {
        Scheduler scheduler = deploy(status(status), status(status), stream(playhead(A)));
        awaitHeads(A);
        assertThat(scheduler.requests).hasSize(3);
        assertThat(count("mux.playhead.connects", "outcome", "status")).isEqualTo(2);
        assertThat(lines().get(0))
                .startsWith("Cannot reach the scheduler at " + scheduler.url() + "/events: HTTP " + status
                        + "; next try in ");
    }

    @Test
    void anUnreadBodyIsNotLogged() {
        Logger vertxLog = (Logger) LoggerFactory.getLogger("io.vertx");
        // Other tests of this JVM have their own Vertx, which logs here too.
        AppenderBase<ILoggingEvent> onlyThisVertx = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                Context context = Vertx.currentContext();
                if (context == null || context.owner() == vertx) {
                    log.doAppend(event);
                }
            }
        };
        onlyThisVertx.start();
        vertxLog.addAppender(onlyThisVertx);
        deploy(
                request -> request.response().setStatusCode(502).end("x".repeat(1 << 20)),
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/x")
                        .end("x".repeat(1 << 20)),
                request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .setChunked(true)
                        .write("x"),
                stream(playhead(A)));
        awaitHeads(A);
        vertxLog.detachAppender(onlyThisVertx);
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .hasSize(2);
    }

    @Test
    void noContentIsAFailure() {
        deploy(status(204));
        await().until(() -> count("mux.playhead.connects", "outcome", "no_content") == 1);
        await().until(() -> lines().stream().anyMatch(line -> line.contains("HTTP 204")));
    }

    @Test
    void anyOtherContentTypeIsAFailure() {
        deploy(
                request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end(playhead(B)),
                request -> request.response().end(playhead(B)),
                stream(playhead(A)));
        awaitHeads(A);
        assertThat(lines()).anyMatch(line -> line.contains("content type text/html instead of text/event-stream"));
        assertThat(lines()).anyMatch(line -> line.contains("content type (none) instead of text/event-stream"));
    }

    @Test
    void theTokenIsSentToTheSchedulerOnly() {
        Scheduler other = Scheduler.start(vertx, stream(playhead(B)));
        Scheduler scheduler = deploy(
                Map.of("API_TOKEN", "s3cr3t"),
                redirect(302, "/elsewhere?x=%20y"),
                streamAndEnd(playhead(A)),
                redirect(307, other.url() + "/theirs"));
        awaitHeads(A, B);
        assertThat(scheduler.requests.get(0).getHeader("Authorization")).isEqualTo("Bearer s3cr3t");
        assertThat(scheduler.requests.get(1).uri()).isEqualTo("/elsewhere?x=%20y");
        assertThat(scheduler.requests.get(1).getHeader("Authorization")).isEqualTo("Bearer s3cr3t");
        assertThat(other.requests.get(0).uri()).isEqualTo("/theirs");
        assertThat(other.requests.get(0).headers().contains("Authorization")).isFalse();
        assertThat(lines()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void redirectsAreLimited() {
        Scheduler scheduler = deploy(redirect(301, "/events"));
        await().until(() -> lines().stream().anyMatch(line -> line.contains("more than 5 redirects")));
        assertThat(scheduler.requests).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "ftp://host/", "http:nowhere", "http://host:70000/", "http://a b/", "//"})
    void onlyHttpRedirectsAreFollowed(String location) {
        deploy(redirect(302, location), stream(playhead(A)));
        awaitHeads(A);
        assertThat(lines().get(0)).contains(location).contains("which is not an http or https URL");
    }

    @Test
    void malformedEventsAreIgnoredAndLoggedEverLessOften() {
        String malformed = "event: playhead\ndata: {\"head\":\"http://me:s3cr3t@host/\\u0001?token=s3cr3t\"}\n\n";
        String noJson = "event: playhead\ndata: nonsense\n\n";
        deploy(stream(
                malformed.repeat(3) + noJson.repeat(3),
                "data: {\"head\":\"" + B + "\"}\n\nevent: other\ndata: {\"head\":\"" + B + "\"}\n\n",
                playhead(A),
                noJson.repeat(2),
                playhead(B)));
        awaitHeads(A, B);
        assertThat(count("mux.playhead.events", "kind", "malformed")).isEqualTo(8);
        assertThat(count("mux.playhead.events", "kind", "ignored")).isEqualTo(2);
        assertThat(lines())
                .filteredOn(line -> line.contains("malformed"))
                .as("the first and second of each reason, and again after a valid playhead")
                .hasSize(6);
        assertThat(lines()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void oversizedEventsAreDropped() {
        String large = "event: playhead\ndata: " + "x".repeat(SseParser.MAX_EVENT_BYTES) + "\n\n";
        deploy(stream(large, large, large, playhead(A)));
        awaitHeads(A);
        assertThat(count("mux.playhead.events", "kind", "oversized")).isEqualTo(3);
        assertThat(lines())
                .filteredOn(line -> line.contains("larger than 1048576 bytes"))
                .hasSize(2);
    }

    @Test
    void theLastOfManyPlayheadsIsPublished() {
        deploy(stream((playhead(A) + playhead(B)).repeat(500) + playhead(A + "?last")));
        await().until(() ->
                received.stream().anyMatch(playhead -> playhead.head().equals(A + "?last")));
        assertThat(count("mux.playhead.events", "kind", "accepted")).isEqualTo(1001);
        assertThat(received.get(received.size() - 1).head()).isEqualTo(A + "?last");
    }

    @Test
    void theSchedulerMayStartLaterAndRestart() {
        int port = Ports.free();
        deployAt(port, Map.of());
        await().until(() -> lines().stream().anyMatch(line -> line.contains("Connection refused")));
        assertThat(meters.scrape()).contains("mux_playhead_connected 0");
        Scheduler second = startAt(vertx, port, stream(playhead(A)));
        awaitHeads(A);
        second.stop();
        await().until(() -> meters.scrape().contains("mux_playhead_connected 0"));
        startAt(vertx, port, stream(playhead(B)));
        awaitHeads(A, B);
    }

    @Test
    void manyReconnectionsDoNotFloodTheLog() {
        Scheduler scheduler = deploy(streamAndEnd("retry: 100\n" + playhead(A)));
        await().until(() -> scheduler.requests.size() > 20);
        assertThat(lines()).hasSizeLessThan(14);
        assertThat(lines()).anyMatch(line -> line.contains("closed by the scheduler (4 times by now); next try in "));
    }

    @Test
    void anUndeployedVerticleDoesNotReconnect() {
        Scheduler scheduler = deploy(stream(playhead(A)));
        awaitHeads(A);
        vertx.undeploy(deployment).await();
        await().until(() -> scheduler.ended.get() == 1);
        await().during(Duration.ofSeconds(1)).until(() -> scheduler.requests.size() == 1);
        assertThat(lines()).hasSize(1);
        assertThat(meters.scrape()).doesNotContain("mux_playhead_connected");
    }

    @Test
    void canBeUndeployedDuringAWaitAndDuringARequest() {
        Scheduler failing = deploy(status(500));
        await().until(() -> !lines().isEmpty());
        vertx.undeploy(deployment).await();
        int requests = failing.requests.size();
        int logged = lines().size();
        Scheduler hanging = deploy(request -> {});
        await().until(() -> hanging.requests.size() == 1);
        vertx.undeploy(deployment).await();
        await().until(() -> hanging.ended.get() == 1);
        await().during(Duration.ofSeconds(1))
                .until(() -> failing.requests.size() == requests && hanging.requests.size() == 1);
        assertThat(lines()).hasSize(logged);
    }

    @Test
    void aResponseTakesTooLong() {
        Scheduler hanging = Scheduler.start(vertx, request -> {});
        List<ConnectionLoss> losses = new CopyOnWriteArrayList<>();
        vertx.runOnContext(v -> new EventConnection(
                        vertx,
                        vertx.createHttpClient(),
                        api(hanging.port(), Map.of()),
                        "",
                        Duration.ofMillis(200),
                        () -> {},
                        bytes -> {},
                        losses::add)
                .open());
        await().until(() -> hanging.ended.get() == 1);
        assertThat(losses).containsExactly(new ConnectionLoss(ConnectionLoss.Reason.TIMEOUT, "no answer within 0.2 s"));
    }

    private Scheduler deploy(Scheduler.Response... responses) {
        return deploy(Map.of(), responses);
    }

    private Scheduler deploy(Map<String, String> settings, Scheduler.Response... responses) {
        Scheduler scheduler = Scheduler.start(vertx, responses);
        deployAt(scheduler.port(), settings);
        return scheduler;
    }

    private void deployAt(int port, Map<String, String> settings) {
        deployment = vertx.deployVerticle(new SchedulerVerticle(api(port, settings), meters))
                .await();
    }

    private static Config.Api api(int port, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("API_URL", "http://127.0.0.1:" + port);
        return Config.from(environment).api();
    }

    private void awaitHeads(String... heads) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(received).extracting(Playhead::head).containsExactly(heads));
    }

    private double count(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static String id(Scheduler scheduler, int request) {
        String header = scheduler.requests.get(request).getHeader("Last-Event-ID");
        return header == null ? null : new String(header.getBytes(ISO_8859_1), UTF_8);
    }
}
