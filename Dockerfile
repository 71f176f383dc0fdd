# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-deps --no-build-isolation --no-index . && python -m search.warmup

FROM python:3.13-slim
RUN useradd --create-home dateline && install -d -o dateline -g dateline -m 700 /data
COPY --from=build /venv /venv
COPY samples /samples
ENV PATH=/venv/bin:$PATH DATELINE_DATA=/data DATELINE_SERVER__HOST=0.0.0.0 PYTHONUNBUFFERED=1
USER dateline
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
