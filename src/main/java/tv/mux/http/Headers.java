package tv.mux.http;

import io.vertx.core.http.HttpHeaders;

/** Names and values of HTTP headers, encoded once for all responses. */
final class Headers {
    static final CharSequence ACCEPT_RANGES = HttpHeaders.ACCEPT_RANGES;
    static final CharSequence BYTES = of("bytes");
    static final CharSequence CACHE_CONTROL = HttpHeaders.CACHE_CONTROL;
    static final CharSequence NO_STORE = of("no-store");
    static final CharSequence MAX_AGE_1S = of("max-age=1");
    static final CharSequence CONTENT_TYPE = HttpHeaders.CONTENT_TYPE;
    static final CharSequence PLAYLIST = of("application/vnd.apple.mpegurl");
    static final CharSequence TRANSPORT_STREAM = of("video/mp2t");
    static final CharSequence JSON = of("application/json");
    static final CharSequence TEXT = of("text/plain");
    static final CharSequence CONTENT_ENCODING = HttpHeaders.CONTENT_ENCODING;
    static final CharSequence GZIP = of("gzip");
    static final CharSequence VARY = HttpHeaders.VARY;
    static final CharSequence ACCEPT_ENCODING = HttpHeaders.ACCEPT_ENCODING;
    static final CharSequence CONTENT_RANGE = of("Content-Range");
    static final CharSequence ETAG = HttpHeaders.ETAG;
    static final CharSequence ALLOW = HttpHeaders.ALLOW;
    static final CharSequence METHODS = of("GET, HEAD, OPTIONS");
    static final CharSequence CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH;
    static final CharSequence IF_NONE_MATCH = HttpHeaders.IF_NONE_MATCH;
    static final CharSequence IF_RANGE = of("If-Range");
    static final CharSequence RANGE = of("Range");
    static final CharSequence RETRY_AFTER = of("Retry-After");
    static final CharSequence ONE = of("1");
    static final CharSequence DATE = HttpHeaders.DATE;
    static final CharSequence CONTENT_TYPE_OPTIONS = of("X-Content-Type-Options");
    static final CharSequence NOSNIFF = of("nosniff");
    static final CharSequence ALLOW_ORIGIN = HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN;
    static final CharSequence ANY = of("*");
    static final CharSequence EXPOSE = HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS;
    static final CharSequence EXPOSED = of("Content-Length, Content-Range, ETag, Date");
    static final CharSequence ALLOW_METHODS = HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS;
    static final CharSequence ALLOW_HEADERS = HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS;
    static final CharSequence ALLOWED = of("Range, If-None-Match");
    static final CharSequence MAX_AGE = HttpHeaders.ACCESS_CONTROL_MAX_AGE;
    static final CharSequence ONE_DAY = of("86400");

    private Headers() {}

    private static CharSequence of(String text) {
        return HttpHeaders.createOptimized(text);
    }
}
