import { constant } from '../report/html.ts';

/** The style sheet of a study report: readable on a screen of any width and on paper, without any other file. */
export const reportStyle = constant`
*{box-sizing:border-box}
body{font:16px/1.55 "Source Sans 3",system-ui,-apple-system,"Segoe UI",Arial,sans-serif;margin:0;color:#1b1b1b;background:#fff}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.35rem;line-height:1.3;margin:2.75rem 0 .5rem;padding-top:.75rem;border-top:1px solid #d0d0d0}
p,ul,dl{max-width:46rem}
code{font:.85em/1.4 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
a{color:#0b5394}
nav ol{columns:20rem;column-gap:2.5rem;padding-left:1.25rem}
nav li{break-inside:avoid;margin:.15rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}
dt{color:#4d4d4d}
dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.25rem 0 .4rem;caption-side:top}
th,td{text-align:left;padding:.3rem 1rem .3rem 0;border-bottom:1px solid #ddd;vertical-align:top}
thead th{border-bottom:2px solid #4d4d4d;white-space:nowrap}
tbody th{font-weight:400}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.withheld{color:#595959;font-style:italic}
.tag{display:inline-block;font-size:.8rem;font-weight:600;border:1px solid #0b5394;color:#0b5394;border-radius:3px;padding:0 .4rem;margin-right:.4rem}
.meta{color:#4d4d4d;font-size:.9rem}
.note{border-left:4px solid #8a5a00;padding:.4rem .75rem;background:#fff7e6}
figure{margin:1rem 0}
figure img{display:block;max-width:100%;height:auto;border:1px solid #e0e0e0}
details{margin:.5rem 0}
summary{cursor:pointer;color:#0b5394;padding:.2rem 0}
@media print{main{max-width:none;padding:0}section{break-inside:avoid}details:not([open])>*{display:none}}
`;
