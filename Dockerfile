FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY src src
RUN mvn -B -q -DskipTests package

# JRE 17 and FFmpeg from Debian.
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl ffmpeg fonts-dejavu-core openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/mux mux \
 && install -d -o mux -g mux /var/lib/mux
COPY --from=build /src/target/mux.jar /opt/mux/mux.jar
USER mux
ENV HLS_OUTPUT_DIR=/var/lib/mux
# Mux exits by itself if it runs out of memory. This option exits even if a library catches the error.
ENV JDK_JAVA_OPTIONS=-XX:+ExitOnOutOfMemoryError
VOLUME /var/lib/mux
# HTTP_HOST stays 0.0.0.0, so that players can connect. ADMIN_HOST stays on loopback to keep status and metrics private.
EXPOSE 8091
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD curl -fsS "http://127.0.0.1:${HTTP_PORT:-8091}/health" || exit 1
ENTRYPOINT ["java", "-jar", "/opt/mux/mux.jar"]
