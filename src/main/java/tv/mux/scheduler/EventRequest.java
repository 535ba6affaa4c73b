package tv.mux.scheduler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tv.mux.config.Config;

/**
 * Builds the request for the event stream, also for a redirect's target. Credentials go to the scheduler's origin only.
 */
final class EventRequest {
    /**
     * Connect timeout of the HTTP client. Longer than that of {@link EventConnection}, which has the better message.
     */
    static final Duration CLIENT_CONNECT_TIMEOUT = Duration.ofSeconds(6);
    /** A longer id is not sent, since a server would refuse the long header at every try. */
    private static final int MAX_ID_BYTES = 2048;

    private final URI scheduler;
    private final Optional<String> credentials;
    private final Optional<String> lastEventId;

    /** Creates requests that continue after an event id; empty if there is none. */
    EventRequest(Config.Api api, String lastEventId) {
        this.scheduler = api.events();
        this.credentials = api.token().map(token -> "Bearer " + token).or(() -> Optional.ofNullable(
                        scheduler.getRawUserInfo() == null ? null : scheduler.getUserInfo())
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8))));
        this.lastEventId = Optional.of(lastEventId).filter(EventRequest::canBeSent);
    }

    /** Whether a redirect to this URL may be followed: http or https, with a host. */
    static boolean isAllowed(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= 65535
                && uri.getPort() != 0
                && Set.of("http", "https").contains(scheme(uri));
    }

    /** Returns the request for a URL. */
    RequestOptions to(URI uri) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setSsl(scheme(uri).equals("https"))
                .setHost(uri.getHost())
                .setPort(port(uri))
                .setURI((uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
                .setFollowRedirects(false)
                .setConnectTimeout(CLIENT_CONNECT_TIMEOUT.toMillis())
                .putHeader("Accept", "text/event-stream")
                .putHeader("Cache-Control", "no-cache");
        // The standard asks for UTF-8, and Vert.x writes a header one byte per character.
        lastEventId.ifPresent(id -> options.putHeader("Last-Event-ID", new String(id.getBytes(UTF_8), ISO_8859_1)));
        if (isScheduler(uri)) {
            credentials.ifPresent(value -> options.putHeader("Authorization", value));
        }
        return options;
    }

    private boolean isScheduler(URI uri) {
        return scheme(uri).equals(scheme(scheduler))
                && uri.getHost().equalsIgnoreCase(scheduler.getHost())
                && port(uri) == port(scheduler);
    }

    private static boolean canBeSent(String id) {
        return !id.isEmpty()
                && id.getBytes(UTF_8).length <= MAX_ID_BYTES
                && id.equals(id.strip())
                && id.chars().noneMatch(c -> c < ' ' || c == 0x7F);
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("https") ? 443 : 80;
    }
}
